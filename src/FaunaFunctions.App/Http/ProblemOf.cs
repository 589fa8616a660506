using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.App.Http;

/// <summary>An exception as the caller of an HTTP function meets it: the only place that knows what each one means for the status.</summary>
internal static class ProblemOf
{
    /// <summary>The problem. The message of an exception that is not known is left out: nobody has looked at what it may hold.</summary>
    public static Problem Exception(Exception exception) => exception switch
    {
        ProblemFound e => e.Problem,
        SettingsInvalid e => UselessSettings with { Problems = [.. e.Problems.Select(p => p.ToString())] },
        CheckFailed => Told(ProblemType.CheckFailed, exception),
        ExportBusy e => Told(ProblemType.ExportBusy, exception) with { Export = e.Export },
        ClaimLost e => Told(ProblemType.ClaimLost, exception) with { Export = e.Export },
        CursorMoved e => Told(ProblemType.ExportBusy, exception) with { Export = e.Export },
        DocumentChanged => Told(ProblemType.ExportBusy, exception),
        DatabaseIncomplete => Told(ProblemType.DatabaseIncomplete, exception),
        RecordInvalid => Told(ProblemType.RecordInvalid, exception),
        PageDisagrees or CollectionMadeAnew or FaunaProtocolViolation => Told(ProblemType.FaunaInconsistent, exception),
        SnapshotHeld => Told(ProblemType.SnapshotHeld, exception),
        FaunaThrottled or FaunaTimeout or FaunaUnavailable => Told(ProblemType.FaunaUnavailable, exception),
        FaunaException => Told(ProblemType.FaunaRefused, exception),
        StorageUnavailable => Told(ProblemType.StorageUnavailable, exception),
        CursorCorrupt or CursorOfAnotherSource or PartOfAnotherRun or PartExists or PartsInconsistent or ManifestInvalid =>
            Told(ProblemType.StorageInconsistent, exception),
        ContinuationNotSent => Told(ProblemType.StorageUnavailable, exception),
        AppStopping => Told(ProblemType.Stopping, exception),
        RunOverran => Told(ProblemType.RunOverran, exception),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge,
        BadHttpRequestException => Problem.Of(ProblemType.BadRequest, "The request is no valid HTTP."),
        OperationCanceledException => Problem.Of(
            ProblemType.Stopping, "The app is being stopped. What was committed stays; the next run goes on from there."),
        _ => Problem.Of(ProblemType.Unexpected, $"{exception.GetType().Name}: this should not happen. The app's log says more."),
    };

    /// <summary>The functions take no body; a small one is let pass.</summary>
    public static Problem TooLarge { get; } = Problem.Of(
        ProblemType.BodyTooLarge, $"The functions take no body, and none larger than {HttpGuard.MostBodyBytes / 1024} KiB is accepted.");

    private static Problem UselessSettings { get; } = Problem.Of(
        ProblemType.SettingsInvalid, "Nothing can be exported before the settings are mended and the app is started again.");

    private static Problem Told(ProblemType type, Exception exception) => Problem.Of(type, exception.Message);
}
