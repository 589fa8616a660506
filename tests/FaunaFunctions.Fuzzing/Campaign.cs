namespace FaunaFunctions.Fuzzing;

/// <summary>Fuzzes targets in turn for as long as one likes, counted in processor time: what else the machine does takes nothing from it.</summary>
internal sealed class Campaign(IReadOnlyList<FuzzTarget> targets, string folder, TextWriter output)
{
    private const int Turn = 2000;

    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    /// <summary>Findings of different causes.</summary>
    public int Findings => _kinds.Count;

    public async Task RunAsync(TimeSpan time, int from)
    {
        var runs = targets.Select(target => new Run(new Fuzzer(target))).ToList();
        var started = Environment.CpuUsage.TotalTime;
        TimeSpan Used() => Environment.CpuUsage.TotalTime - started;
        output.WriteLine(FormattableString.Invariant($"From seed {from} for {time.TotalMinutes} minutes: {string.Join(", ", targets)}"));
        for (var seed = from; Used() < time; seed += Turn)
        {
            foreach (var run in runs)
            {
                await TurnAsync(run, seed, () => Used() < time);
            }
        }

        foreach (var run in runs)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{run.Fuzzer.Target.Name,-20} {run.Inputs,12} inputs {run.Inputs / Math.Max(0.001, run.Time.TotalSeconds),9:0}/s, {run.Findings} findings"));
        }

        output.WriteLine(FormattableString.Invariant($"{runs.Sum(run => run.Inputs)} inputs in {Used().TotalMinutes:0.0} minutes, findings of {Findings} kinds"));
    }

    /// <summary>Every target has as much time as any other, however fast it is.</summary>
    private async Task TurnAsync(Run run, int seed, Func<bool> goesOn)
    {
        var started = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Turn && goesOn() && Environment.CpuUsage.TotalTime - started < TimeSpan.FromSeconds(1); i++)
        {
            run.Inputs++;
            if (await run.Fuzzer.TryAsync(run.Fuzzer.InputOf(seed + i), seed + i) is { } finding)
            {
                run.Findings++;
                await ReportAsync(finding);
            }
        }

        run.Time += Environment.CpuUsage.TotalTime - started;
    }

    private async Task ReportAsync(Finding finding)
    {
        if (!_kinds.Add($"{finding.Target} {finding.Kind}"))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FormattableString.Invariant($"finding-{finding.Target}-{finding.Seed}.bin"));
        await File.WriteAllBytesAsync(file, finding.Input);
        output.WriteLine(FormattableString.Invariant($"FINDING: --target {finding.Target} --seed {finding.Seed} ({finding.Input.Length} bytes in {file}): {finding.What}"));
    }

    private sealed class Run(Fuzzer fuzzer)
    {
        public Fuzzer Fuzzer { get; } = fuzzer;

        public long Inputs { get; set; }

        public long Findings { get; set; }

        public TimeSpan Time { get; set; }
    }
}
