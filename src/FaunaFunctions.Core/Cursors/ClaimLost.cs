namespace FaunaFunctions.Core.Cursors;

/// <summary>
/// The claim on an export was lost under a run: it could not be renewed, and nobody may have the export now, or somebody else took over. Unlike
/// <see cref="ExportBusy"/> it does not say that the work is in other hands.
/// </summary>
public sealed class ClaimLost(string export) : Exception(
    $"The claim on export '{export}' was lost while its run was at work: it could not be renewed before it ran out, or somebody else has taken over. What was committed stays; the next run goes on from there. If this happens again, look whether the storage can be reached all the time.")
{
    /// <summary>The export's name.</summary>
    public string Export { get; } = export;
}
