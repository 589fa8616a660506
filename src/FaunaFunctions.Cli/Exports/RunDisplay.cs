using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Cursors;
using Spectre.Console;

namespace FaunaFunctions.Cli.Exports;

/// <summary>Shows a run while it goes on: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class RunDisplay(Terminal terminal, bool quiet, bool lines, TimeProvider time)
{
    private const int WidestBar = 60;
    private const int BesideBar = 30;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Shows <paramref name="meter"/> until <paramref name="run"/> has ended, however it ends.</summary>
    public async Task ShowAsync(RunMeter meter, Task run)
    {
        if (quiet)
        {
            await Ended(run);
        }
        else if (lines || !Terminal.IsSeen(terminal.Messages))
        {
            await ShowLinesAsync(meter, run);
        }
        else
        {
            await terminal.Messages.Live(new Text("")).AutoClear(true).StartAsync(async live =>
            {
                do
                {
                    live.UpdateTarget(Picture(meter, terminal.Messages.Profile.Width));
                }
                while (!await EndedWithin(run, Refresh));
            });
        }
    }

    /// <summary>What there is to say in one line: documents of the total, rate, pages in flight, page size.</summary>
    public static string Describe(RunMeter meter)
    {
        if (meter.Latest is not { } at)
        {
            return "starting";
        }

        var rows = (at.Mode, at.Phase, meter.Total) switch
        {
            (_, RunPhase.Removals, _) => $"{Quantity.Count(at.Deletions, "deletion")}, looking for more",
            (_, RunPhase.Inferring, _) => $"{Quantity.Count(at.Deletions, "vanished document")}, looking for more",
            (RunMode.Full, _, { } total) => $"{Quantity.Count(at.Rows)} of {Quantity.Count(total, "document")}",
            (RunMode.Full, _, _) => Quantity.Count(at.Rows, "document"),
            _ => Quantity.Count(at.Rows, "change"),
        };
        return $"{rows} · {Quantity.Rate(meter.BytesHere, meter.Elapsed)} · {Quantity.Count(at.PagesInFlight, "page")} in flight · page size {Quantity.Count(at.PageSize)}";
    }

    private async Task ShowLinesAsync(RunMeter meter, Task run)
    {
        while (!await EndedWithin(run, BetweenLines))
        {
            terminal.Messages.MarkupLineInterpolated($"{meter.Name}: {Describe(meter)} · {Quantity.Clock(meter.Elapsed)}");
        }
    }

    private static Rows Picture(RunMeter meter, int width)
    {
        var share = meter is { Latest: { } at, Total: > 0 and { } total } ? Math.Min(1, (double)at.Rows / total) : (double?)null;
        var bar = Math.Max(10, Math.Min(WidestBar, width - BesideBar));
        var percent = share is { } s ? $"{Math.Floor(s * 100),3}%" : "    ";
        var name = meter.Name.Length > 16 ? meter.Name[..15] + "…" : meter.Name;
        return new Rows(
            new Markup($"[bold]{Markup.Escape(name),-16}[/] {Bar(share, bar, meter.Elapsed)} {percent}  [grey]{Quantity.Clock(meter.Elapsed)}[/]"),
            new Markup($"[grey]  {Markup.Escape(Describe(meter))}[/]"));
    }

    private static string Bar(double? share, int width, TimeSpan elapsed)
    {
        const int light = 8;
        if (share is { } known)
        {
            var full = (int)(known * width);
            return $"[green]{new string('━', full)}[/][grey35]{new string('━', width - full)}[/]";
        }

        // Without a total a light runs along.
        var place = (int)(elapsed.TotalMilliseconds / 60) % (width + light);
        var before = Math.Clamp(place - light, 0, width);
        var until = Math.Min(place, width);
        return $"[grey35]{new string('━', before)}[/][green]{new string('━', until - before)}[/][grey35]{new string('━', width - until)}[/]";
    }

    private async Task<bool> EndedWithin(Task run, TimeSpan wait)
    {
        using var waited = new CancellationTokenSource();
        var ended = await Task.WhenAny(run, Task.Delay(wait, time, waited.Token)) == run;
        await waited.CancelAsync();
        return ended;
    }

    private static async Task Ended(Task run) => await Task.WhenAny(run);
}
