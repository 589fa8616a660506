using System.Globalization;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>What a function is called with.</summary>
/// <param name="function">Its name.</param>
/// <param name="values">The arguments.</param>
/// <param name="span">Where they stand, with their parentheses.</param>
internal sealed class Arguments(string function, IReadOnlyList<Value> values, Span span)
{
    public string Function { get; } = function;

    public Span Span { get; } = span;

    public int Count => values.Count;

    public IReadOnlyList<Value> Values => values;

    public Value this[int position] => values[position];

    public Arguments With(string name, params IReadOnlyList<Value> others) => new(name, others, Span);

    public Arguments Expect(int least, int? most = null)
    {
        if (Count < least || Count > (most ?? least))
        {
            throw WrongCount(least, most ?? least);
        }

        return this;
    }

    public QueryFailure WrongCount(int least, int most)
    {
        var expected = least == most ? $"exactly {Several(least)}" : most - least == 1 ? $"{least} or {Several(most)}" : $"{least} to {Several(most)}";
        return new QueryFailure("invalid_function_invocation", $"callee function expects {expected}, but {Count} were provided.", Span);
    }

    public long Long(int position, string name) => values[position] switch
    {
        LongValue l => l.Value,
        DoubleValue d when d.Value == Math.Floor(d.Value) && Math.Abs(d.Value) < 9e18 => (long)d.Value,
        var other => throw QueryFailure.Argument(name, "Number", other, Span),
    };

    public double Number(int position, string name) => values[position] switch
    {
        LongValue l => l.Value,
        DoubleValue d => d.Value,
        var other => throw QueryFailure.Argument(name, "Number", other, Span),
    };

    public string Text(int position, string name) => values[position] switch
    {
        StringValue s => s.Value,
        IdValue i => i.Text,
        CursorValue c => c.Cursor,
        var other => throw QueryFailure.Argument(name, "String", other, Span),
    };

    public FunctionValue Callback(int position) =>
        values[position] as FunctionValue ?? throw new QueryFailure("type_mismatch", $"expected type: Function, received {TypeNames.Of(values[position])}", Span);

    public T Of<T>(int position, string name, string type)
        where T : Value => values[position] as T ?? throw QueryFailure.Argument(name, type, values[position], Span);

    private static string Several(int count) => count.ToString(CultureInfo.InvariantCulture) + (count == 1 ? " argument" : " arguments");
}
