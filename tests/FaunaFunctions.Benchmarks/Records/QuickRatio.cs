using System.Diagnostics;
using System.Globalization;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.Records;

/// <summary>
/// The ratio of record writer to token walk in a few seconds: both run in turns within one process, so that whatever
/// else the machine does hits both, and the median of the rounds counts.
/// </summary>
internal static class QuickRatio
{
    private const int Rounds = 41;
    private const int WarmUp = 60;
    private const int PagesPerRound = 40;

    public static void Run(TextWriter output)
    {
        Run(FaunaApi.V4, output);
        Run(FaunaApi.V10, output);
    }

    private static void Run(FaunaApi api, TextWriter output)
    {
        var page = new RecordPage(api, 1000);
        var tokens = page.WalkTokens();
        var recordBytes = page.WriteRecords();
        for (var i = 0; i < WarmUp * PagesPerRound / 4; i++)
        {
            page.WalkTokens();
            page.WriteRecords();
        }

        Thread.Sleep(300);
        var walks = new double[Rounds];
        var writes = new double[Rounds];
        var ratios = new double[Rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            walks[round] = Speed(page, static page => page.WalkTokens());
            writes[round] = Speed(page, static page => page.WriteRecords());
            ratios[round] = writes[round] / walks[round];
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{api}: {page.Documents:N0} documents, {page.Json.Length / page.Documents:N0} bytes and {tokens / page.Documents} tokens each, {recordBytes / page.Documents:N0} bytes as a record"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"token walk     {Median(walks),8:N0} MB/s"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"record writer  {Median(writes),8:N0} MB/s"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio          {Median(ratios),8:N2}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"allocated      {(double)allocated / (Rounds * PagesPerRound * page.Documents),8:N3} bytes per document"));
    }

    private static double Speed(RecordPage page, Func<RecordPage, int> work)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < PagesPerRound; i++)
        {
            work(page);
        }

        return page.Json.Length * (double)PagesPerRound / Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
