using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Arithmetic: of integers as 64 bits that wrap, of anything with a double as doubles.</summary>
internal static class MathForms
{
    public static IReadOnlyList<Form> All { get; } =
    [
        Fold("add", (a, b, _) => unchecked(a + b), (a, b) => a + b),
        Fold("subtract", (a, b, _) => unchecked(a - b), (a, b) => a - b),
        Fold("multiply", (a, b, _) => unchecked(a * b), (a, b) => a * b),
        Fold("divide", Divide, (a, b) => a / b),
        Fold("modulo", (a, b, at) => b == 0 ? throw ByZero(at) : b == -1 ? 0 : a % b, (a, b) => a % b),
        Fold("max", (a, b, _) => Math.Max(a, b), Math.Max),
        Fold("min", (a, b, _) => Math.Min(a, b), Math.Min),
        Single("abs", a => Math.Abs(a), Math.Abs),
        Single("ceil", a => a, Math.Ceiling),
        Single("floor", a => a, Math.Floor),
        Single("sign", a => Math.Sign(a), a => Math.Sign(a)),
        Single("sqrt", null, Math.Sqrt),
        Single("exp", null, Math.Exp),
        Single("ln", null, Math.Log),
        Single("log", null, Math.Log10),
        new(["pow"], ["exp"], c => new DoubleValue(Math.Pow(AsDouble(c.Value("pow"), c.At("pow")), c.Has("exp") ? AsDouble(c.Value("exp"), c.At("exp")) : 2))),
        new(["round"], ["precision"], c => new DoubleValue(Math.Round(AsDouble(c.Value("round"), c.At("round")), c.Has("precision") ? (int)c.Long("precision") : 2))),
        new(["trunc"], ["precision"], c => new DoubleValue(Math.Truncate(AsDouble(c.Value("trunc"), c.At("trunc"))))),
        new(["to_number"], [], ToNumber),
        new(["to_integer"], [], c => ToNumber(c.Value("to_integer"), c.At("to_integer")) is DoubleValue d ? new LongValue((long)d.Value) : ToNumber(c.Value("to_integer"), c.At("to_integer"))),
        new(["to_double"], [], c => new DoubleValue(AsDouble(ToNumber(c.Value("to_double"), c.At("to_double")), c.At("to_double")))),
    ];

    public static Value Add(Value a, Value b, Position at) => a is LongValue x && b is LongValue y
        ? new LongValue(unchecked(x.Value + y.Value))
        : new DoubleValue(AsDouble(a, at) + AsDouble(b, at));

    private static Form Fold(string name, Func<long, long, Position, long> whole, Func<double, double, double> real) => new([name], [], call =>
    {
        var values = call.Many(name);
        for (var i = 0; i < values.Count; i++)
        {
            AsDouble(values[i], call.At(name, i));
        }

        return values.Count == 0
            ? throw call.Expected(name, "Number", ArrayValue.Empty)
            : values.Aggregate((a, b) => a is LongValue x && b is LongValue y
                ? new LongValue(whole(x.Value, y.Value, call.Position))
                : new DoubleValue(real(AsDouble(a, call.At(name)), AsDouble(b, call.At(name)))));
    });

    private static Form Single(string name, Func<long, long>? whole, Func<double, double> real) => new([name], [], call =>
        call.Value(name) is var v && v is LongValue l && whole is not null ? new LongValue(whole(l.Value)) : new DoubleValue(real(AsDouble(v, call.At(name)))));

    private static long Divide(long a, long b, Position at) => b == 0 ? throw ByZero(at) : b == -1 ? unchecked(-a) : a / b;

    private static QueryException ByZero(Position at) => QueryError.Argument(at, "Illegal division by zero.").Exception();

    private static double AsDouble(Value value, Position at) => value switch
    {
        LongValue l => l.Value,
        DoubleValue d => d.Value,
        _ => throw FormCall.Expected(at, "Number", value),
    };

    private static Value ToNumber(FormCall call) => ToNumber(call.Value("to_number"), call.At("to_number"));

    private static Value ToNumber(Value value, Position at) => value switch
    {
        LongValue or DoubleValue => value,
        StringValue s when long.TryParse(s.Value, System.Globalization.CultureInfo.InvariantCulture, out var l) => new LongValue(l),
        StringValue s when double.TryParse(s.Value, System.Globalization.CultureInfo.InvariantCulture, out var d) => new DoubleValue(d),
        StringValue s => throw QueryError.Argument(at, $"Cannot cast '{s.Value}' to a number.").Exception(),
        _ => throw FormCall.Expected(at, "Number or String", value),
    };
}
