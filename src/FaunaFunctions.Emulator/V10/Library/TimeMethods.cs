using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Times and dates: the modules and what can be done with their values.</summary>
internal static class TimeMethods
{
    // Nanoseconds in a unit.
    private static readonly Dictionary<string, decimal> s_units = new()
    {
        ["nanoseconds"] = 1m,
        ["microseconds"] = 1_000m,
        ["milliseconds"] = 1_000_000m,
        ["seconds"] = 1_000_000_000m,
        ["minutes"] = 60_000_000_000m,
        ["hours"] = 3_600_000_000_000m,
        ["half days"] = 43_200_000_000_000m,
        ["days"] = 86_400_000_000_000m,
    };

    public static MethodTable TimeModule { get; } = new()
    {
        ["now"] = (f, _, _) => TimeValue.FromMicros(f.Run.Snapshot),
        ["fromString"] = (_, _, a) => ParseTime(a.Expect(1)),
        ["epoch"] = (_, _, a) => Epoch(a.Expect(2)),
    };

    public static MethodTable Times { get; } = new()
    {
        Fields =
        {
            ["year"] = s => Part(s, 0, 4),
            ["month"] = s => Part(s, 5, 2),
            ["dayOfMonth"] = s => Part(s, 8, 2),
            ["hour"] = s => Part(s, 11, 2),
            ["minute"] = s => Part(s, 14, 2),
            ["second"] = s => Part(s, 17, 2),
        },
        Methods =
        {
            ["add"] = (_, s, a) => Add((TimeValue)s, a.Expect(2), 1),
            ["subtract"] = (_, s, a) => Add((TimeValue)s, a.Expect(2), -1),
            ["difference"] = (_, s, a) => new LongValue((long)decimal.Truncate((Nanos((TimeValue)s) - Nanos(a.Expect(2).Of<TimeValue>(0, "start", "Time"))) / Unit(a, 1))),
            ["toMicros"] = (_, s, _) => new LongValue(((TimeValue)s).Micros),
            ["toMillis"] = (_, s, _) => new LongValue((long)Math.Floor(((TimeValue)s).Micros / 1000m)),
            ["toSeconds"] = (_, s, _) => new LongValue(((TimeValue)s).Seconds),
            ["toString"] = (_, s, _) => new StringValue(s.ToString()!),
        },
    };

    public static MethodTable DateModule { get; } = new()
    {
        ["today"] = (f, _, _) => new DateValue(TimeValue.FromMicros(f.Run.Snapshot).Seconds / 86_400),
        ["fromString"] = (_, _, a) => ParseDate(a.Expect(1)),
    };

    public static MethodTable Dates { get; } = new()
    {
        ["add"] = (_, s, a) => new DateValue(((DateValue)s).Days + a.Expect(2).Long(0, "amount")),
        ["subtract"] = (_, s, a) => new DateValue(((DateValue)s).Days - a.Expect(2).Long(0, "amount")),
        ["difference"] = (_, s, a) => new LongValue(((DateValue)s).Days - a.Expect(1).Of<DateValue>(0, "start", "Date").Days),
        ["toString"] = (_, s, _) => new StringValue(s.ToString()!),
    };

    public static TimeValue ParseTime(Arguments arguments)
    {
        var text = arguments.Text(0, "time");
        return TimeValue.Parse(text) ?? throw new QueryFailure("invalid_time", $"`{text}` is not a valid time.", arguments.Span);
    }

    public static DateValue ParseDate(Arguments arguments)
    {
        var text = arguments.Text(0, "date");
        return CivilDate.Parse(text) is { } days ? new DateValue(days) : throw new QueryFailure("invalid_date", $"`{text}` is not a valid date.", arguments.Span);
    }

    private static TimeValue Epoch(Arguments arguments) => Shift(new TimeValue(0, 0), arguments.Long(0, "offset") * Unit(arguments, 1));

    private static TimeValue Add(TimeValue time, Arguments arguments, int sign) => Shift(time, sign * arguments.Long(0, "amount") * Unit(arguments, 1));

    private static TimeValue Shift(TimeValue time, decimal nanos)
    {
        var seconds = decimal.Floor(nanos / 1_000_000_000m);
        return time.Add((long)seconds, (long)(nanos - (seconds * 1_000_000_000m)));
    }

    private static decimal Nanos(TimeValue time) => (time.Seconds * 1_000_000_000m) + time.Nanos;

    private static decimal Unit(Arguments arguments, int position)
    {
        var unit = arguments.Text(position, "unit");
        return s_units.TryGetValue(unit.EndsWith('s') ? unit : unit + "s", out var nanos) ? nanos : throw new QueryFailure("invalid_unit", $"`{unit}` is not a valid time unit.", arguments.Span);
    }

    private static LongValue Part(Value time, int at, int length)
    {
        var text = time.ToString()!;
        var shift = text.IndexOf('T', StringComparison.Ordinal) - 10;
        var from = at == 0 ? 0 : at + shift;
        return new LongValue(long.Parse(text.AsSpan(from, at == 0 ? length + shift : length), System.Globalization.CultureInfo.InvariantCulture));
    }
}
