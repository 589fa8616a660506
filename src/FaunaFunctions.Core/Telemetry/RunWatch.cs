using System.Diagnostics;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Telemetry;

/// <summary>Measures one invocation of an export from before it claims the export to its end, however it ends.</summary>
internal sealed class RunWatch : IDisposable
{
    private readonly string _export;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _activity;

    public RunWatch(string export, RunMode mode, TimeProvider time)
    {
        _export = export;
        _time = time;
        _started = time.GetTimestamp();
        Mode = mode;
        _activity = ExportTraces.StartRun(export);
        ExportMetrics.EnterRun(export);
    }

    /// <summary>What was asked for, until it is known what is done.</summary>
    public RunMode Mode { get; set; }

    /// <summary>End of what is exported, µs; null when unknown.</summary>
    public long? Through { get; set; }

    public void Ended(RunResult result)
    {
        (Mode, Through) = (result.Mode, result.Through);
        _activity?.SetTag("run", result.Run).SetTag("rows", result.Rows).SetTag("deletions", result.Deletions)
            .SetTag("bytes", result.Bytes).SetTag("parts", result.Parts).SetStatus(ActivityStatusCode.Ok);
        End(
            result.Outcome switch
            {
                RunOutcome.Completed => "completed",
                RunOutcome.Idle => "idle",
                _ => "stopped",
            },
            error: null);
    }

    public void Failed(Exception failure)
    {
        var error = failure.GetType().Name;
        switch (failure)
        {
            case ExportBusy or CursorMoved:
                End("busy", error: null);
                break;
            case OperationCanceledException:
                End("cancelled", error: null);
                break;
            default:
                _activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, failure.Message);
                End("failed", error);
                break;
        }
    }

    public void Dispose() => _activity?.Dispose();

    private void End(string outcome, string? error)
    {
        _activity?.SetTag("mode", ExportMetrics.WordOf(Mode)).SetTag("outcome", outcome);
        ExportMetrics.RunEnded(_export, Mode, outcome, error, _time.GetElapsedTime(_started));
        ExportMetrics.RecordLag(_export, Through, _time.GetUtcNow());
    }
}
