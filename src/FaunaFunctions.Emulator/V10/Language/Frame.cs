using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>What an expression sees: the query it belongs to, the times it reads at and the variables in reach.</summary>
/// <param name="run">The query.</param>
/// <param name="at">The time (µs) that <c>at</c> gave: documents found are pinned to it; null for the present.</param>
/// <param name="system">The time (µs) of the cursor whose page is being evaluated: documents found are not pinned to it; null outside of one.</param>
/// <param name="variables">Variables, innermost first.</param>
internal sealed class Frame(FqlRun run, long? at, long? system, Variable? variables)
{
    public FqlRun Run { get; } = run;

    public long? At { get; } = at;

    public long? System { get; } = system;

    public Variable? Variables { get; } = variables;

    /// <summary>The time (µs) of membership in sets.</summary>
    public long SetTs => System ?? At ?? Run.Transaction.CommitTs;

    public Frame Bind(string name, Value value) => new(Run, At, System, new Variable(name, value, Variables));

    public Frame With(Variable? variables) => new(Run, At, System, variables);

    public Frame ReadAt(long ts) => new(Run, ts, System, Variables);

    public Frame AsOf(long snapshot) => new(Run, At, snapshot, Variables);

    public Value? Find(string name)
    {
        for (var v = Variables; v is not null; v = v.Outer)
        {
            if (string.Equals(v.Name, name, StringComparison.Ordinal))
            {
                return v.Value;
            }
        }

        return null;
    }
}

/// <summary>A variable, and those outside it.</summary>
internal sealed record Variable(string Name, Value Value, Variable? Outer);
