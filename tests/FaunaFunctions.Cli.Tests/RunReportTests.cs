using FaunaFunctions.Cli.Exports;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Cli.Tests;

public sealed class RunReportTests
{
    [Theory]
    [InlineData(0, 0.5, "")]
    [InlineData(10_000, 0.5, "")]
    [InlineData(100_000, 0.5, " (0.2 MB/s)")]
    [InlineData(50_000_000, 2, " (25.0 MB/s)")]
    public void A_rate_is_told_where_there_is_one(long bytes, double seconds, string rate)
    {
        using var output = new StringWriter();

        RunReport.Write(
            Terminal.Of(output, TextWriter.Null),
            new RunResult { Export = "orders", Outcome = RunOutcome.Completed, Mode = RunMode.Full, Run = "r", Rows = 5, Through = 0 },
            TimeSpan.FromSeconds(seconds),
            bytes);

        Assert.EndsWith($"· {Quantity.Duration(TimeSpan.FromSeconds(seconds))}{rate}", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }
}
