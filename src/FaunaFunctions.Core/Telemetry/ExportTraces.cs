using System.Diagnostics;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Telemetry;

/// <summary>
/// What exports do, as traces of the source <see cref="SourceName"/>: a span per invocation of an export, below it one per part (from its
/// opening to its commit) and one for what follows the last part. Nothing is allocated while nobody listens.
/// </summary>
public static class ExportTraces
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "FaunaFunctions";

    /// <summary>The source, for spans around an invocation.</summary>
    public static ActivitySource Source { get; } = new(SourceName, ProgramVersion.Current);

    internal static Activity? StartRun(string export) => Source.StartActivity("export")?.SetTag("export", export);

    internal static Activity? StartPart(string name) => Source.StartActivity("part")?.SetTag("part", name);

    internal static Activity? StartFinish() => Source.StartActivity("finish");

    /// <summary>A span that is not worth sending: of a part that no record came for.</summary>
    internal static void Forget(Activity? span)
    {
        if (span is not null)
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    internal static void Committed(Activity part, PartInfo info) => part
        .SetTag("rows", info.Rows)
        .SetTag("deletions", info.Deletions)
        .SetTag("bytes", info.UncompressedBytes)
        .SetTag("stored_bytes", info.Bytes)
        .SetStatus(ActivityStatusCode.Ok);
}
