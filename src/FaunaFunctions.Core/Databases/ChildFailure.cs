using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Databases;

/// <summary>Tells what keeps one collection from being exported from what keeps all of them, or the run itself, from going on.</summary>
internal static class ChildFailure
{
    /// <summary>Whether the other collections can be exported all the same.</summary>
    public static bool IsOfOneCollection(Exception failure) => IsFinal(failure) || failure
        is FaunaTimeout or FaunaProtocolViolation or FaunaIndexNotActive or FaunaPageTooLarge or SnapshotExpired or PageDisagrees or CollectionMadeAnew or ChildBehind;

    /// <summary>The failure of an export.</summary>
    public static DatabaseFailure Of(DatabaseChild child, Exception failure) => new(child.Export, Describe(child, failure), IsFinal(failure));

    // What repeating the same at the same time cannot mend.
    private static bool IsFinal(Exception failure) => failure
        is FaunaPermissionDenied or FaunaNotFound or FaunaIndexUnfit or FaunaFeedBroken or FaunaRequestRefused or RecordInvalid or SnapshotHeld or ChildRefused
        or CursorOfAnotherSource or CursorCorrupt or PartOfAnotherRun or PartsInconsistent or PartExists or ManifestInvalid;

    private static string DatabaseOf(DatabaseChild child) => child.Export[..child.Export.IndexOf('/', StringComparison.Ordinal)];

    private static string Describe(DatabaseChild child, Exception failure) => failure switch
    {
        FaunaPermissionDenied => $"{failure.Message} Or leave the collection out: \"exclude\": [\"{child.Collection}\"].",
        FaunaNotFound => $"{failure.Message} If it was dropped while the run was under way, the next run is without it.",
        // What accepts it is a run of the whole: its collections have none of their own.
        SnapshotHeld => failure.Message
            .Replace($" {child.Export} --", $" {DatabaseOf(child)} --", StringComparison.Ordinal)
            .Replace($"sync/{child.Export}?", $"sync/{DatabaseOf(child)}?", StringComparison.Ordinal),
        _ => failure.Message,
    };
}

/// <summary>The check before a collection's first run has failed.</summary>
internal sealed class ChildRefused(string message) : Exception(message);

/// <summary>A collection's run has ended before the time that it had to reach.</summary>
internal sealed class ChildBehind(string export)
    : Exception($"Export '{export}' has not reached the time of the database's run: the next run goes on.");
