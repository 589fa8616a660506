using System.Diagnostics;
using System.Diagnostics.Metrics;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Telemetry;

/// <summary>
/// What exports measure, under the meter <see cref="MeterName"/>. Names, units and tags are documented in docs/telemetry.md; alerts and
/// dashboards name them, so they do not change. Costs next to nothing while nobody listens.
/// </summary>
public static class ExportMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "FaunaFunctions";

    private const string Export = "export";
    private const string Mode = "mode";

    // A connection's transport serves many exports.
    private static readonly AsyncLocal<string?> RunOf = new();

    private static readonly Meter Meter = new(MeterName, ProgramVersion.Current);

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>(
        "faunafunctions.rows", "{row}", "Committed records, deletion records included.");

    private static readonly Counter<long> Deletions = Meter.CreateCounter<long>(
        "faunafunctions.deletions", "{row}", "Committed deletion records.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "faunafunctions.bytes", "By", "Committed bytes of NDJSON.");

    private static readonly Counter<long> StoredBytes = Meter.CreateCounter<long>(
        "faunafunctions.stored_bytes", "By", "Committed bytes as stored, compressed or not.");

    private static readonly Counter<long> Parts = Meter.CreateCounter<long>(
        "faunafunctions.parts", "{part}", "Committed parts.");

    private static readonly Counter<long> Pages = Meter.CreateCounter<long>(
        "faunafunctions.pages", "{page}", "Pages of documents and of deletions that Fauna answered.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "faunafunctions.retries", "{request}", "Requests to Fauna that failed and were sent again.");

    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>(
        "faunafunctions.throttles", "{request}", "Requests to Fauna among the retries that it throttled: 429 or 409.");

    private static readonly Counter<long> Runs = Meter.CreateCounter<long>(
        "faunafunctions.runs", "{run}", "Invocations of exports that ended, by outcome.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "faunafunctions.run.duration", "s", "Time that an invocation of an export took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] });

    private static readonly Gauge<double> Lag = Meter.CreateGauge<double>(
        "faunafunctions.lag", "s", "Age of the time up to which everything is exported.");

    private static readonly Gauge<double> HistoryMargin = Meter.CreateGauge<double>(
        "faunafunctions.history.margin", "s",
        "How much later the next run may come before deletions fall out of the collection's history; negative once they have.");

    /// <summary>Whether somebody wants to know <c>faunafunctions.history.margin</c>, which takes a request to Fauna to find out.</summary>
    public static bool WantsHistoryMargin => HistoryMargin.Enabled;

    /// <summary>How old the end of what is exported is, for <c>faunafunctions.lag</c>.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="through">End of what is exported, µs; null before the first finished run, which records nothing.</param>
    /// <param name="now">The present time.</param>
    public static void RecordLag(string export, long? through, DateTimeOffset now)
    {
        if (through is { } micros && Lag.Enabled)
        {
            Lag.Record(Math.Max(0, (MicroTime.From(now) - micros) / 1e6), Tag(Export, export));
        }
    }

    /// <summary>How far the end of what is exported lies behind the start of the collection's history, for <c>faunafunctions.history.margin</c>.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="through">End of what is exported, µs.</param>
    /// <param name="minimum">The oldest time that the collection's history still reaches, µs.</param>
    public static void RecordHistoryMargin(string export, long through, long minimum) =>
        HistoryMargin.Record((through - minimum) / 1e6, Tag(Export, export));

    /// <summary>A run that failed before the exporter was asked to do it, such as by the check before the first run.</summary>
    /// <param name="export">The export's name.</param>
    /// <param name="mode">What was asked for.</param>
    /// <param name="failure">Why.</param>
    public static void RecordRefused(string export, RunMode mode, Exception failure) => Runs.Add(
        1, Tag(Export, export), Tag(Mode, WordOf(mode)), Tag("outcome", "failed"), Tag("error.type", failure.GetType().Name));

    internal static void PartCommitted(string export, RunMode mode, PartInfo part)
    {
        var (e, m) = (Tag(Export, export), Tag(Mode, WordOf(mode)));
        Rows.Add(part.Rows, e, m);
        if (part.Deletions > 0)
        {
            Deletions.Add(part.Deletions, e, m);
        }

        Bytes.Add(part.UncompressedBytes, e, m);
        StoredBytes.Add(part.Bytes, e, m);
        Parts.Add(1, e, m);
    }

    internal static void PageRead(string export, RunMode mode) => Pages.Add(1, Tag(Export, export), Tag(Mode, WordOf(mode)));

    /// <summary>Whatever the caller starts from here on belongs to a run of this export.</summary>
    internal static void EnterRun(string export)
    {
        // Without a value there is no context to carry over every await of the run.
        if (Retries.Enabled || Throttles.Enabled)
        {
            RunOf.Value = export;
        }
    }

    /// <summary>A request is sent again. Those outside of runs are not counted.</summary>
    internal static void Repeated(RetryReason reason)
    {
        if (RunOf.Value is not { } export)
        {
            return;
        }

        Retries.Add(1, Tag(Export, export), Tag("reason", WordOf(reason)));
        if (reason == RetryReason.Throttled)
        {
            Throttles.Add(1, Tag(Export, export));
        }
    }

    internal static void RunEnded(string export, RunMode mode, string outcome, string? error, TimeSpan took)
    {
        var tags = new TagList { Tag(Export, export), Tag(Mode, WordOf(mode)), Tag("outcome", outcome) };
        Duration.Record(took.TotalSeconds, tags);
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        Runs.Add(1, tags);
    }

    internal static string WordOf(RunMode mode) => mode == RunMode.Full ? "full" : "incremental";

    private static string WordOf(RetryReason reason) => reason switch
    {
        RetryReason.Throttled => "throttled",
        RetryReason.TimedOut => "timed_out",
        _ => "unavailable",
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
