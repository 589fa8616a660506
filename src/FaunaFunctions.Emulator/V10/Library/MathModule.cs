using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>The module <c>Math</c>.</summary>
internal static class MathModule
{
    public static MethodTable Table { get; } = new()
    {
        Fields =
        {
            ["NaN"] = _ => new DoubleValue(double.NaN),
            ["Infinity"] = _ => new DoubleValue(double.PositiveInfinity),
            ["E"] = _ => new DoubleValue(Math.E),
            ["PI"] = _ => new DoubleValue(Math.PI),
        },
        Methods =
        {
            ["abs"] = (_, _, a) => a.Expect(1)[0] is LongValue l ? new LongValue(l.Value < 0 ? unchecked(-l.Value) : l.Value) : new DoubleValue(Math.Abs(a.Number(0, "x"))),
            ["ceil"] = (_, _, a) => a.Expect(1)[0] as LongValue as Value ?? new DoubleValue(Math.Ceiling(a.Number(0, "x"))),
            ["floor"] = (_, _, a) => a.Expect(1)[0] as LongValue as Value ?? new DoubleValue(Math.Floor(a.Number(0, "x"))),
            ["round"] = (_, _, a) => a.Expect(1, 2)[0] as LongValue as Value ?? new DoubleValue(Math.Round(a.Number(0, "x"), a.Count > 1 ? (int)a.Long(1, "precision") : 2, MidpointRounding.AwayFromZero)),
            ["trunc"] = (_, _, a) => a.Expect(1, 2)[0] as LongValue as Value ?? new DoubleValue(Math.Truncate(a.Number(0, "x"))),
            ["sqrt"] = (_, _, a) => new DoubleValue(Math.Sqrt(a.Expect(1).Number(0, "x"))),
            ["exp"] = (_, _, a) => new DoubleValue(Math.Exp(a.Expect(1).Number(0, "x"))),
            ["log"] = (_, _, a) => new DoubleValue(Math.Log(a.Expect(1).Number(0, "x"))),
            ["log10"] = (_, _, a) => new DoubleValue(Math.Log10(a.Expect(1).Number(0, "x"))),
            ["pow"] = (_, _, a) => new DoubleValue(Math.Pow(a.Expect(2).Number(0, "x"), a.Number(1, "power"))),
            ["sign"] = (_, _, a) => new LongValue(Math.Sign(a.Expect(1).Number(0, "x"))),
            ["max"] = (_, _, a) => a.Expect(2).Number(0, "x") >= a.Number(1, "y") ? a[0] : a[1],
            ["min"] = (_, _, a) => a.Expect(2).Number(0, "x") <= a.Number(1, "y") ? a[0] : a[1],
        },
    };
}
