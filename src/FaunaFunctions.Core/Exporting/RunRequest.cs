using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Exporting;

/// <summary>What one invocation is asked to do.</summary>
/// <param name="Mode">Full or incremental; null for what the settings say.</param>
/// <param name="Budget">How long the invocation may read; then it commits what it has and stops. Null for no limit.</param>
/// <param name="Stop">Asks for the same stop by hand.</param>
public sealed record RunRequest(RunMode? Mode = null, TimeSpan? Budget = null, CancellationToken Stop = default);
