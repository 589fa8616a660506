using BenchmarkDotNet.Attributes;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Benchmarks.Records;

/// <summary>
/// The record writer against a bare token walk over the same page. The page's megabytes are in the column "Wire MB/s";
/// the memory column must be empty: the writer allocates nothing per document.
/// </summary>
[MemoryDiagnoser]
[Config(typeof(WireSpeed))]
public class RecordWriterBenchmark
{
    /// <summary>Documents in the page that all benchmarks here read.</summary>
    internal const int Documents = 1000;

    private readonly RecordPage _page = new(Documents);
    private readonly RecordPage _columns = new(Documents, new RecordLayout(true,
    [
        new AdditionalColumn("city", ["data", "address", "city"], "string", null, null, true),
        new AdditionalColumn("customer", ["data", "customer", "id"], "string", null, null, true),
        new AdditionalColumn("ttl", ["ttl"], "string", "date-time", null, false),
    ], null));

    /// <summary>The yardstick.</summary>
    [Benchmark(Baseline = true)]
    public int TokenWalk() => _page.WalkTokens();

    /// <summary>Columns <c>ref</c>, <c>ts</c>, <c>data</c>.</summary>
    [Benchmark]
    public int Records() => _page.WriteRecords();

    /// <summary>Three additional columns.</summary>
    [Benchmark]
    public int RecordsWithColumns() => _columns.WriteRecords();
}
