namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>One row of a table: a child process that reads the collection, once a round.</summary>
/// <param name="Name">What it does, in words.</param>
/// <param name="Mode">The child's mode.</param>
/// <param name="Options">Its options; the server is filled in.</param>
/// <param name="Yardstick">The row that it is compared with; null for itself.</param>
/// <param name="Target">What the ratio must come to, in words; empty for none.</param>
internal sealed record Trial(string Name, string Mode, ReadOptions Options, Trial? Yardstick = null, string Target = "")
{
    private readonly List<Measurement> _taken = [];

    /// <summary>Takes the measurement of one round.</summary>
    public async Task TakeAsync(Uri server, CancellationToken cancellationToken) =>
        _taken.Add(Measurement.Parse(await ChildProcess.RunAsync(Mode, (Options with { Server = server }).ToJson(), cancellationToken)));

    /// <summary>Median over the rounds.</summary>
    public double Median(Func<Measurement, double> value) => Middle(_taken.Select(value));

    /// <summary>The most of all rounds.</summary>
    public double Most(Func<Measurement, double> value) => _taken.Max(value);

    /// <summary>Median of the rounds' own ratios: a slow round is slow for both.</summary>
    public double Ratio(Func<Measurement, double> value) =>
        Yardstick is null ? 1 : Middle(_taken.Zip(Yardstick._taken, (mine, its) => value(mine) / value(its)));

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
