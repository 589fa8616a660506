using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Exporting;

/// <summary>What one invocation is asked to do.</summary>
/// <param name="Mode">Full or incremental; null for what the settings say.</param>
/// <param name="Budget">How long the invocation may read; then it commits what it has and stops. Null for no limit.</param>
/// <param name="Stop">Asks for the same stop by hand.</param>
public sealed record RunRequest(RunMode? Mode = null, TimeSpan? Budget = null, CancellationToken Stop = default)
{
    /// <summary>Whether a full export is published however much smaller it is than the one before: see <see cref="Configuration.ExportSettings.ShrinkGuard"/>.</summary>
    public bool AcceptShrink { get; init; }

    /// <summary>
    /// A time of the server (µs) that several exports share: full exports are taken at it, windows end at it. Null for the present, which is
    /// also taken, with a warning, where the time has fallen out of the collection's history. A run under way that began before it is not enough.
    /// </summary>
    public long? At { get; init; }
}
