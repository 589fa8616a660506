using BenchmarkDotNet.Attributes;
using FaunaFunctions.Core.Fauna;
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

    private static readonly RecordLayout Columns = new(true,
    [
        new AdditionalColumn("city", ["data", "address", "city"], "string", null, null, true),
        new AdditionalColumn("customer", ["data", "customer", "id"], "string", null, null, true),
        new AdditionalColumn("ttl", ["ttl"], "string", "date-time", null, false),
    ], null);

    private RecordPage _page = null!;
    private RecordPage _columns = null!;

    /// <summary>The language whose wire is read.</summary>
    [Params(FaunaApi.V4, FaunaApi.V10)]
    public FaunaApi Api { get; set; }

    /// <summary>Renders the pages.</summary>
    [GlobalSetup]
    public void Render()
    {
        _page = new RecordPage(Api, Documents);
        _columns = new RecordPage(Api, Documents, Columns);
    }

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
