namespace FaunaFunctions.App.Http;

/// <summary>A kind of problem: what machines tell problems apart by. Documented in docs/http.md; the names do not change.</summary>
/// <param name="Name">The last part of its URI.</param>
/// <param name="Status">The HTTP status that it comes with.</param>
/// <param name="Title">The same in words, for every problem of the kind.</param>
internal sealed record ProblemType(string Name, int Status, string Title)
{
    public static readonly ProblemType BadRequest = new("bad-request", 400, "The request cannot be understood");
    public static readonly ProblemType ForeignPage = new("foreign-page", 403, "Web pages of other origins may not ask");
    public static readonly ProblemType NoSuchFunction = new("no-such-function", 404, "There is no such function");
    public static readonly ProblemType NoSuchExport = new("no-such-export", 404, "There is no such export");
    public static readonly ProblemType WrongMethod = new("wrong-method", 405, "The function is asked with another method");
    public static readonly ProblemType ExportBusy = new("export-busy", 409, "The export is being run");
    public static readonly ProblemType BodyTooLarge = new("body-too-large", 413, "The request's body is too large");
    public static readonly ProblemType SnapshotHeld = new("snapshot-held", 422, "The new snapshot is held back");
    public static readonly ProblemType SettingsInvalid = new("settings-invalid", 500, "The app's settings cannot be used");
    public static readonly ProblemType CheckFailed = new("check-failed", 500, "The export cannot run as it is configured");
    public static readonly ProblemType DatabaseIncomplete = new("database-incomplete", 500, "Not every collection was exported");
    public static readonly ProblemType RecordInvalid = new("record-invalid", 500, "A document cannot be exported");
    public static readonly ProblemType StorageInconsistent = new("storage-inconsistent", 500, "The storage holds what does not fit together");
    public static readonly ProblemType RunFailed = new("run-failed", 500, "The run failed");
    public static readonly ProblemType RunOverran = new("run-overran", 500, "The run did not stop in time");
    public static readonly ProblemType Unexpected = new("unexpected", 500, "Unexpected error");
    public static readonly ProblemType FaunaRefused = new("fauna-refused", 502, "Fauna refused");
    public static readonly ProblemType FaunaInconsistent = new("fauna-inconsistent", 502, "Fauna's answers cannot be believed");
    public static readonly ProblemType ClaimLost = new("claim-lost", 503, "The claim on the export was lost");
    public static readonly ProblemType StorageUnavailable = new("storage-unavailable", 503, "The storage refused or could not be reached");
    public static readonly ProblemType Stopping = new("stopping", 503, "The app is stopping");
    public static readonly ProblemType FaunaUnavailable = new("fauna-unavailable", 504, "Fauna could not be reached in time");
    public static readonly ProblemType TookTooLong = new("took-too-long", 504, "The answer took too long");

    /// <summary>What identifies it.</summary>
    public string Uri => "urn:faunafunctions:problem:" + Name;
}
