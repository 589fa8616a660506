using System.Text.Json;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4;

/// <summary>What came of a query.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer's JSON.</param>
/// <param name="TxnTime">The transaction's time, µs.</param>
/// <param name="DocumentsRead">Documents read whole.</param>
/// <param name="RowsRead">Rows of sets read.</param>
/// <param name="OutsideQuery">Whether an error came from outside the evaluator, whose answers are printed over several lines.</param>
internal sealed record QueryAnswer(int Status, JsonBuffer Body, long TxnTime, int DocumentsRead = 0, int RowsRead = 0, bool OutsideQuery = false);

/// <summary>Parses, evaluates and renders queries.</summary>
internal sealed class QueryService
{
    // From here on up to the limit that is told.
    private const int NestingWithoutAnswer = 500;

    private readonly FaunaStore _store;
    private readonly Authenticator _authenticator;

    public QueryService(FaunaStore store, string rootSecret)
    {
        _store = store;
        _authenticator = new Authenticator(store, rootSecret);
        store.Binder = Bind;
    }

    /// <summary>Whether a secret opens a database.</summary>
    public Database? DatabaseOf(string? secret) => _store.Read(t => _authenticator.Authenticate(t, secret)?.Database);

    /// <summary>The present time of the database, µs.</summary>
    public long Now() => _store.Clock.Snapshot();

    /// <summary>Runs a query.</summary>
    /// <param name="body">Its JSON.</param>
    /// <param name="secret">Who asks; null for nobody.</param>
    /// <param name="version">The version of the language, see <see cref="ApiVersion"/>.</param>
    /// <param name="readOnly">Whether a write is refused.</param>
    /// <param name="edit">Changes the result before it is shown; may be null.</param>
    /// <returns>The answer; null when there never is one, because the body is nested too deep.</returns>
    public QueryAnswer? Run(ReadOnlySpan<byte> body, string? secret, int version, bool readOnly, Func<Value, Database, Value>? edit)
    {
        if (DatabaseOf(secret) is null)
        {
            return Unauthorized();
        }

        Expression expression;
        var parser = new Parser(version);
        try
        {
            var raw = Read(body, out var depth);
            if (depth >= NestingWithoutAnswer)
            {
                return null;
            }

            expression = parser.Parse(raw);
            if (readOnly && parser.Writes)
            {
                throw QueryError.Expression(Position.Root, "Call performs a write, which is not allowed in get requests.").Exception();
            }
        }
        catch (QueryException e)
        {
            return Failed(e.Errors, Now());
        }
        catch (RequestException e)
        {
            return Failed(e, Now());
        }

        return Evaluate(expression, parser.Writes, secret, version, edit);
    }

    private QueryAnswer Evaluate(Expression expression, bool writes, string? secret, int version, Func<Value, Database, Value>? edit)
    {
        long time = 0;
        try
        {
            QueryAnswer Run(Transaction transaction)
            {
                time = transaction.Snapshot;
                if (_authenticator.Authenticate(transaction, secret) is not { } caller)
                {
                    return Unauthorized();
                }

                var run = new QueryRun(transaction, caller.Database, caller.Access, version);
                var value = expression.Evaluate(run.Start());
                if (edit is not null)
                {
                    value = edit(value, caller.Database);
                }

                // Names of what the query has made or renamed are known once it has committed.
                transaction.Commit();
                return Render(value, run);
            }

            return writes ? _store.Write(Run) : _store.Read(Run);
        }
        catch (QueryException e)
        {
            return Failed(e.Errors, time);
        }
        catch (RequestException e)
        {
            return Failed(e, time);
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            // As on the server: what the evaluator did not expect is the client's to see, and undone.
            return Failed(RequestException.Internal($"{e.GetType().FullName}: {e.Message}"), time);
        }
    }

    private QueryAnswer Render(Value value, QueryRun run)
    {
        var output = new JsonBuffer();
        output.Write("{\"resource\":"u8);
        new Renderer(_store, run.Database.Scope, run.Version, output).Write(value);
        output.Write((byte)'}');
        return new QueryAnswer(value is DocumentValue { Created: true } ? 201 : 200, output, run.Transaction.Time, run.DocumentsRead, run.RowsRead);
    }

    private static Value Read(ReadOnlySpan<byte> body, out int depth)
    {
        depth = 0;
        if (body.IsEmpty)
        {
            throw QueryError.Expression(Position.Root, "No query provided.").Exception();
        }

        try
        {
            return JsonText.Parse(body, out depth);
        }
        catch (JsonException)
        {
            throw QueryError.Expression(Position.Root, "Request body is not valid JSON.").Exception();
        }
        catch (NestingTooDeepException)
        {
            throw QueryError.Expression(Position.Root, "Request body JSON exceeds nesting limit.").Exception();
        }
    }

    // The decisive error is one of an argument before one of a missing thing before one of privileges.
    private static QueryAnswer Failed(IReadOnlyList<QueryError> errors, long time)
    {
        var status = errors.Any(e => e.Status == 400) ? 400 : errors.Any(e => e.Status == 404) ? 404 : errors[0].Status;
        var output = new JsonBuffer();
        ErrorRenderer.Write(output, errors);
        return new QueryAnswer(status, output, time);
    }

    private static QueryAnswer Failed(RequestException error, long time)
    {
        var output = new JsonBuffer();
        ErrorRenderer.Write(output, error.Code, error.Message);
        return new QueryAnswer(error.Status, output, time, OutsideQuery: true);
    }

    private QueryAnswer Unauthorized()
    {
        var output = new JsonBuffer();
        ErrorRenderer.Write(output, "unauthorized", "Unauthorized");
        return new QueryAnswer(401, output, Now());
    }

    private Value Bind(LambdaValue lambda, RefValue document, DocumentVersion version)
    {
        var transaction = new Transaction(_store, writable: false);
        var run = new QueryRun(transaction, _store.Database(document.Scope)!, Access.Admin, ApiVersion.V4);
        try
        {
            return run.Call(lambda, run.Start(), new DocumentValue(document, version));
        }
        catch (QueryException)
        {
            return NullValue.Instance;
        }
    }
}
