using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>A query while it is evaluated.</summary>
/// <param name="transaction">The transaction it runs in.</param>
/// <param name="database">The database it was sent to.</param>
/// <param name="access">What its secret may do.</param>
/// <param name="version">The version of the language, see <see cref="ApiVersion"/>.</param>
internal sealed class QueryRun(Transaction transaction, Database database, Access access, int version)
{
    private const int MaxDepth = 200;
    private int _depth;

    public Transaction Transaction { get; } = transaction;

    public FaunaStore Store => Transaction.Store;

    public Database Database { get; } = database;

    public Access Access { get; } = access;

    public int Version { get; } = version;

    /// <summary>The time (µs) that the query takes for the present.</summary>
    public long Snapshot => Transaction.Snapshot;

    /// <summary>Documents read whole so far.</summary>
    public int DocumentsRead { get; set; }

    /// <summary>Rows of sets read so far.</summary>
    public int RowsRead { get; set; }

    public Frame Start() => new(this, null, null);

    /// <summary>The same transaction with all privileges: what a role's predicate runs with.</summary>
    public QueryRun Privileged() => new(Transaction, Database, Access.Admin, Version);

    public Value Call(LambdaValue lambda, Frame frame, Value argument)
    {
        if (++_depth > MaxDepth)
        {
            throw new QueryError(Position.Root, "stack overflow", "Stack overflow.").Exception();
        }

        try
        {
            return Compile(lambda).Call(frame, argument);
        }
        finally
        {
            _depth--;
        }
    }

    private CompiledLambda Compile(LambdaValue lambda)
    {
        if (lambda.Compiled is CompiledLambda ready)
        {
            return ready;
        }

        var parsed = (LambdaValue)new Parser(ApiVersion.Parse(lambda.ApiVersion) ?? Version).Parse(lambda.Source).Evaluate(Start());
        lambda.Compiled = parsed.Compiled;
        return (CompiledLambda)parsed.Compiled!;
    }
}
