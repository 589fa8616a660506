using System.Runtime.CompilerServices;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10;

/// <summary>A query while it is evaluated.</summary>
/// <param name="transaction">The transaction it runs in.</param>
/// <param name="database">The database it was sent to.</param>
/// <param name="access">What its secret may do.</param>
internal sealed class FqlRun(Transaction transaction, Database database, Access access)
{
    private const int MaxDepth = 200;
    private int _depth;

    public Transaction Transaction { get; } = transaction;

    public FaunaStore Store => Transaction.Store;

    public Database Database { get; } = database;

    public Access Access { get; } = access;

    /// <summary>The time (µs) that the query takes for the present.</summary>
    public long Snapshot => Transaction.Snapshot;

    /// <summary>Whether versions of the past may be read with <c>read</c> alone, and below what is kept: feeds do.</summary>
    public bool ReadsHistory { get; init; }

    /// <summary>Documents read whole so far.</summary>
    public int DocumentsRead { get; set; }

    /// <summary>Rows of sets read so far.</summary>
    public int RowsRead { get; set; }

    /// <summary>Schema objects that this query has made, before it commits.</summary>
    public Dictionary<(int Native, string Name), long> Made { get; } = [];

    /// <summary>Secrets of keys and tokens that this query has made, by id: shown this once.</summary>
    public Dictionary<long, string> Secrets { get; } = [];

    /// <summary>What <c>log</c> was given, for the summary.</summary>
    public List<string> Logs { get; } = [];

    /// <summary>The same transaction as v4 knows it, to ask about privileges.</summary>
    public V4.Language.QueryRun Legacy { get; } = new(transaction, database, access, V4.Language.ApiVersion.V4);

    public Frame Start() => new(this, null, null, null);

    /// <summary>The same transaction with all privileges.</summary>
    public FqlRun Privileged() => new(Transaction, Database, Access.Admin) { ReadsHistory = ReadsHistory };

    public Value Deeper(Func<Value> call)
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new QueryFailure("stack_overflow", "Stack overflow", null);
        }

        try
        {
            return call();
        }
        finally
        {
            _depth--;
        }
    }
}
