using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>Times and dates. The present is the transaction's snapshot time, inside <c>at</c> too.</summary>
internal static class TimeForms
{
    private static readonly (string Name, long Nanos)[] s_units =
    [
        ("day", 86_400_000_000_000), ("half day", 43_200_000_000_000), ("hour", 3_600_000_000_000), ("minute", 60_000_000_000),
        ("second", 1_000_000_000), ("millisecond", 1_000_000), ("microsecond", 1_000), ("nanosecond", 1),
    ];

    public static IReadOnlyList<Form> All { get; } =
    [
        new(["now"], [], Now),
        new(["time"], [], c => c.Value("time") is TimeValue already ? already : c.String("time") is "now" ? Now(c) : Parse(c, c.String("time"))),
        new(["date"], [], c => c.Value("date") is DateValue already ? already : CivilDate.Parse(c.String("date")) is { } days ? new DateValue(days) : throw QueryError.Argument(c.Position, $"Cannot cast '{c.String("date")}' to a date.").Exception()),
        new(["epoch", "unit"], [], Epoch),
        new(["to_micros"], [], c => new LongValue(Time(c, "to_micros").Micros)),
        new(["to_millis"], [], c => new LongValue(FloorDiv(Time(c, "to_millis").Micros, 1000))),
        new(["to_seconds"], [], c => new LongValue(Time(c, "to_seconds").Seconds)),
        new(["to_time"], [], c => c.Value("to_time") is StringValue s ? Parse(c, s.Value) : Time(c, "to_time")),
        new(["to_date"], [], c => c.Value("to_date") is StringValue s ? new DateValue(CivilDate.Parse(s.Value) ?? throw QueryError.Argument(c.Position, $"Cannot cast '{s.Value}' to a date.").Exception()) : new DateValue(FloorDiv(Time(c, "to_date").Seconds, 86400))),
        new(["time_add", "offset", "unit"], [], c => Shift(c, "time_add", 1)),
        new(["time_subtract", "offset", "unit"], [], c => Shift(c, "time_subtract", -1)),
        new(["time_diff", "other", "unit"], [], Difference),
        Part("year", t => long.Parse(CivilDate.Format(FloorDiv(t.Seconds, 86400))[..^6], System.Globalization.CultureInfo.InvariantCulture)),
        Part("month", t => long.Parse(CivilDate.Format(FloorDiv(t.Seconds, 86400))[^5..^3], System.Globalization.CultureInfo.InvariantCulture)),
        Part("day_of_month", t => long.Parse(CivilDate.Format(FloorDiv(t.Seconds, 86400))[^2..], System.Globalization.CultureInfo.InvariantCulture)),
        Part("hour", t => FloorDiv(t.Seconds, 3600) - (FloorDiv(t.Seconds, 86400) * 24)),
        Part("minute", t => FloorDiv(t.Seconds, 60) - (FloorDiv(t.Seconds, 3600) * 60)),
        Part("second", t => t.Seconds - (FloorDiv(t.Seconds, 60) * 60)),
    ];

    private static Form Part(string name, Func<TimeValue, long> part) => new([name], [], c => new LongValue(part(Time(c, name))));

    private static TimeValue Now(FormCall call) => TimeValue.FromMicros(call.Run.Snapshot);

    private static TimeValue Parse(FormCall call, string text) =>
        TimeValue.Parse(text) ?? throw QueryError.Argument(call.Position, $"Cannot cast '{text}' to a time.").Exception();

    private static TimeValue Time(FormCall call, string name) => call.Value(name) switch
    {
        TimeValue t => t,
        DateValue d => new TimeValue(d.Days * 86400, 0),
        var v => throw call.Expected(name, "Time", v),
    };

    private static long Nanos(FormCall call)
    {
        var unit = call.String("unit");
        foreach (var (name, nanos) in s_units)
        {
            if (unit == name || unit == name + "s")
            {
                return nanos;
            }
        }

        throw QueryError.Argument(call.At("unit"), $"Unsupported unit '{unit}'. Must be one of {string.Join(", ", s_units.Select(u => u.Name))}.").Exception();
    }

    private static TimeValue Epoch(FormCall call) => Add(new TimeValue(0, 0), call.Long("epoch"), Nanos(call));

    private static Value Shift(FormCall call, string name, int sign)
    {
        var value = call.Value(name);
        var nanos = Nanos(call);
        var offset = call.Long("offset") * sign;
        return value is DateValue date && nanos == s_units[0].Nanos ? new DateValue(date.Days + offset) : Add(Time(call, name), offset, nanos);
    }

    private static TimeValue Add(TimeValue time, long count, long nanos) => nanos >= 1_000_000_000
        ? time.Add(count * (nanos / 1_000_000_000), 0)
        : time.Add(FloorDiv(count, 1_000_000_000 / nanos), (count - (FloorDiv(count, 1_000_000_000 / nanos) * (1_000_000_000 / nanos))) * nanos);

    private static LongValue Difference(FormCall call)
    {
        var start = Time(call, "time_diff");
        var end = Time(call, "other");
        var nanos = (((Int128)end.Seconds - start.Seconds) * 1_000_000_000) + end.Nanos - start.Nanos;
        return new LongValue((long)(nanos / Nanos(call)));
    }

    private static long FloorDiv(long a, long b) => (a / b) - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}
