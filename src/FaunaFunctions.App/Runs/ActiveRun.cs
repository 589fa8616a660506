using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Runs;

/// <summary>A run at work in this process. It belongs to nobody's request: who asked for it may leave.</summary>
/// <param name="export">The export.</param>
/// <param name="mode">What was asked for; null for what the settings say.</param>
/// <param name="acceptShrink">Whether a snapshot is published however much smaller it is than the last one.</param>
/// <param name="started">When.</param>
internal sealed class ActiveRun(ExportSettings export, RunMode? mode, bool acceptShrink, DateTimeOffset started) : IProgress<RunProgress>
{
    private readonly Lock _lock = new();
    private RunProgress? _latest;

    /// <summary>The export.</summary>
    public ExportSettings Export => export;

    /// <summary>What was asked for; null for what the settings say.</summary>
    public RunMode? Mode => mode;

    /// <summary>Whether a snapshot is published however much smaller it is than the last one.</summary>
    public bool AcceptShrink => acceptShrink;

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Started => started;

    /// <summary>
    /// How it ends: with a result; or with an exception of <see cref="Exporter.RunAsync"/>, with <see cref="CheckFailed"/>,
    /// <see cref="RunOverran"/> or <see cref="ContinuationNotSent"/>. Set by who starts it.
    /// </summary>
    public Task<RunResult> Ended { get; set; } = Task.FromException<RunResult>(new InvalidOperationException("The run was not started."));

    /// <summary>The newest progress; null before the first page.</summary>
    public RunProgress? Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            _latest = value;
        }
    }
}
