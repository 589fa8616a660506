using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Feeds;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V10.Wire;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10;

/// <summary>What came of a request.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer's JSON.</param>
/// <param name="DocumentsRead">Documents read whole.</param>
/// <param name="RowsRead">Rows of sets read.</param>
internal sealed record FqlAnswer(int Status, JsonBuffer Body, int DocumentsRead = 0, int RowsRead = 0);

/// <summary>Answers queries in FQL v10, feeds, and questions for the schema's file.</summary>
internal sealed class FqlService
{
    private readonly FaunaStore _store;
    private readonly Authenticator _authenticator;

    public FqlService(FaunaStore store, string rootSecret)
    {
        _store = store;
        _authenticator = new Authenticator(store, rootSecret);
        store.Predicate = Holds;
    }

    /// <summary>Whether a secret opens a database.</summary>
    public bool Knows(string? secret) => _store.Read(t => _authenticator.Authenticate(t, secret) is not null);

    /// <summary>Runs a query.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="secret">Who asks.</param>
    /// <param name="headers">How.</param>
    /// <param name="edit">Changes the result before it is shown; may be null.</param>
    public FqlAnswer Query(ReadOnlyMemory<byte> body, string? secret, FqlHeaders headers, Func<Value, Database, Value>? edit) => Guarded(() =>
    {
        var request = FqlRequest.Read(body, headers.Format);
        // Most queries only read, and readers do not wait for each other.
        try
        {
            return _store.Read(Run);
        }
        catch (NotWritableException)
        {
            return _store.Write(Run);
        }

        FqlAnswer Run(Transaction transaction) => _authenticator.Authenticate(transaction, secret) is { } caller
            ? new FqlQuery(new FqlRun(transaction, caller.Database, caller.Access), request, headers, edit).Answer()
            : AnswerText.Error(401, "unauthorized", "Access token required");
    });

    /// <summary>Answers a feed's next page.</summary>
    public FqlAnswer Feed(ReadOnlyMemory<byte> body, string? secret) => Guarded(() => _store.Read(transaction =>
    {
        if (_authenticator.Authenticate(transaction, secret) is not { } caller)
        {
            return AnswerText.Error(401, "unauthorized", "Invalid token, unable to authenticate request");
        }

        var run = new FqlRun(transaction, caller.Database, caller.Access) { ReadsHistory = true };
        var output = new JsonBuffer();
        FeedPage.Write(run, FeedRequest.Read(body), output);
        return new FqlAnswer(200, output, run.DocumentsRead, run.RowsRead);
    }));

    /// <summary>Answers what lies under <c>/schema/1</c>.</summary>
    public FqlAnswer Schema(string path, string? secret) => Guarded(() => _store.Read(transaction =>
    {
        if (_authenticator.Authenticate(transaction, secret) is not { } caller)
        {
            return AnswerText.Error(401, "unauthorized", "Access token required");
        }

        if (caller.Access.Role is not (BuiltInRole.Admin or BuiltInRole.Server or BuiltInRole.ServerReadonly))
        {
            return AnswerText.Error(403, "forbidden", "Insufficient privileges to perform the action.");
        }

        var output = new JsonBuffer();
        output.Write("{\"version\":"u8);
        output.WriteLong(caller.Database.SchemaVersion);
        switch (path)
        {
            case "/schema/1/files":
                output.Write(",\"files\":[{\"filename\":\"main.fsl\"}]}"u8);
                return new FqlAnswer(200, output);
            case "/schema/1/files/main.fsl":
                output.Write(",\"content\":"u8);
                output.WriteString(SchemaFile.Text(new FqlRun(transaction, caller.Database, caller.Access)));
                output.Write((byte)'}');
                return new FqlAnswer(200, output);
            default:
                var missing = new JsonBuffer();
                missing.Write("{\"error\":{\"message\":\"Not found\"}}"u8);
                return new FqlAnswer(404, missing);
        }
    }));

    // What the evaluator did not expect is the client's to see, and undone.
    private static FqlAnswer Guarded(Func<FqlAnswer> answer)
    {
        try
        {
            return answer();
        }
        catch (RequestFailure e)
        {
            return AnswerText.Error(e.Status, e.Code, e.Message);
        }
        catch (Exception e) when (e is not (ObjectDisposedException or OperationCanceledException))
        {
            return AnswerText.Error(500, "internal_error", $"{e.GetType().FullName}: {e.Message}");
        }
    }

    // A role's predicate, which sees everything.
    private bool Holds(Transaction transaction, Database database, string predicate, Value argument, long? at)
    {
        var run = new FqlRun(transaction, database, Access.Admin) { ReadsHistory = true };
        var frame = run.Start();
        try
        {
            var node = Parser.Argument(SourceText.Of(predicate, "*predicate*"));
            Value[] arguments = argument is ArrayValue { Items: [ObjectValue before, ObjectValue after, RefValue] }
                ? [Fields(run, before), Fields(run, after)]
                : [argument is RefValue reference ? new DocValue(reference, at) : argument is ObjectValue fields ? Fields(run, fields) : argument];
            return Functions.Call(frame, node.Evaluate(frame), new Arguments("predicate", arguments, node.Span)) is BoolValue { Value: true };
        }
        catch (QueryFailure)
        {
            return false;
        }
    }

    private static Value Fields(FqlRun run, ObjectValue document) => StoredValues.Read(run, document["data"] ?? document, null);
}
