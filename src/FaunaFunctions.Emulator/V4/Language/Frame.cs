using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>What an expression sees: the query it belongs to, the time it reads at and the variables in reach.</summary>
/// <param name="run">The query.</param>
/// <param name="at">The time (µs) that <c>at</c> gave; null for the present.</param>
/// <param name="variables">Variables, innermost first.</param>
internal sealed class Frame(QueryRun run, long? at, Variable? variables)
{
    public QueryRun Run { get; } = run;

    public long? At { get; } = at;

    /// <summary>The time (µs) of reads; a time in the future counts as the present.</summary>
    public long ReadTs => At is { } at ? Math.Min(at, Run.Transaction.CommitTs) : Run.Transaction.CommitTs;

    public Variable? Variables { get; } = variables;

    public Frame Bind(string name, Value value) => new(Run, At, new Variable(name, value, Variables));

    public Frame ReadAt(long ts) => new(Run, ts, Variables);

    public Frame With(Variable? variables) => new(Run, At, variables);
}

/// <summary>A variable, and those outside it.</summary>
internal sealed record Variable(string Name, Value Value, Variable? Outer);
