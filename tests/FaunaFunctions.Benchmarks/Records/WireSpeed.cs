using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.Records;

/// <summary>Adds the column "Wire MB/s": megabytes (10^6 bytes) of the answer that go through per second, at the mean.</summary>
internal sealed class WireSpeed : ManualConfig
{
    public WireSpeed() => AddColumn(new Column());

    private sealed class Column : IColumn
    {
        private readonly Dictionary<FaunaApi, int> _bytes =
            Enum.GetValues<FaunaApi>().ToDictionary(api => api, api => new RecordPage(api, RecordWriterBenchmark.Documents).Json.Length);

        public string Id => "WireSpeed";

        public string ColumnName => "Wire MB/s";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public string Legend => "Megabytes of wire JSON per second";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            summary[benchmarkCase]?.ResultStatistics is { Mean: var nanoseconds }
                ? (_bytes[(FaunaApi)benchmarkCase.Parameters[nameof(RecordWriterBenchmark.Api)]] * 1000.0 / nanoseconds).ToString("N0", CultureInfo.InvariantCulture)
                : "-";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public bool IsAvailable(Summary summary) => true;
    }
}
