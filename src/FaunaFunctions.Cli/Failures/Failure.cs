using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Cli.Failures;

/// <summary>An exception as the user meets it: the only place that knows what each one means for the exit code.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Kind">A stable name for machines: the exception's type.</param>
/// <param name="Title">What went wrong, in three or four words.</param>
/// <param name="Messages">What, where and what to do; at least one.</param>
internal sealed record Failure(ExitCode Code, string Kind, string Title, IReadOnlyList<string> Messages)
{
    /// <summary>Names an exception.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        SettingsInvalid e => new(ExitCode.BadSettings, nameof(SettingsInvalid), "Bad settings", [.. e.Problems.Select(p => p.ToString())]),
        UsageInvalid => Told(ExitCode.BadSettings, "Bad command line", exception),
        CursorOfAnotherSource => Told(ExitCode.BadSettings, "Bad settings", exception),
        CheckFailed => Told(ExitCode.FaunaRefused, "Check failed", exception),
        RecordInvalid => Told(ExitCode.FaunaRefused, "A document cannot be exported", exception),
        DatabaseIncomplete => Told(ExitCode.FaunaRefused, "Not every collection was exported", exception),
        PageDisagrees or CollectionMadeAnew => Told(ExitCode.FaunaRefused, "Fauna's answers disagree", exception),
        SnapshotHeld => Told(ExitCode.FaunaRefused, "Snapshot held back", exception),
        FaunaUnauthorized or FaunaPermissionDenied => Told(ExitCode.FaunaRefused, "Fauna refused", exception),
        FaunaException => Told(ExitCode.FaunaRefused, "Fauna failed", exception),
        ExportBusy or CursorMoved or DocumentChanged => Told(ExitCode.StorageRefused, "Another run is at work", exception),
        ClaimLost => Told(ExitCode.StorageRefused, "The claim was lost", exception),
        StorageUnavailable or CursorCorrupt or PartOfAnotherRun or PartExists or PartsInconsistent or ManifestInvalid => Told(ExitCode.StorageRefused, "Storage refused", exception),
        OperationCanceledException => new(ExitCode.Interrupted, "Interrupted", "Interrupted",
            ["Ended before it was done."]),
        _ => new(ExitCode.Wrong, exception.GetType().Name, "Unexpected error",
            [$"{exception.Message.TrimEnd('.')}. This should not happen: run again with --verbose and report what it prints."]),
    };

    private static Failure Told(ExitCode code, string title, Exception exception) =>
        new(code, exception.GetType().Name, title, [exception.Message]);
}
