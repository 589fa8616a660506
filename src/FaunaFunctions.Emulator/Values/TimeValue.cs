using System.Globalization;

namespace FaunaFunctions.Emulator.Values;

/// <summary>An instant with nanoseconds, in the years -999999999 … 999999999.</summary>
/// <param name="seconds">Seconds since 1970, rounded down.</param>
/// <param name="nanos">0 … 999,999,999.</param>
internal sealed class TimeValue(long seconds, int nanos) : Value
{
    public long Seconds { get; } = seconds;

    public int Nanos { get; } = nanos;

    /// <summary>µs since 1970, rounded down; at the limits of 64 bits when out of them.</summary>
    public long Micros => Seconds > 9_223_372_036_853L ? long.MaxValue
        : Seconds < -9_223_372_036_854L ? long.MinValue
        : (Seconds * 1_000_000) + (Nanos / 1000);

    public override string TypeName => "Time";

    public static TimeValue FromMicros(long micros)
    {
        var seconds = Math.DivRem(micros, 1_000_000, out var rest);
        return rest < 0 ? new TimeValue(seconds - 1, (int)(rest + 1_000_000) * 1000) : new TimeValue(seconds, (int)rest * 1000);
    }

    public TimeValue Add(long seconds, long nanos)
    {
        var total = Nanos + (nanos % 1_000_000_000);
        var carry = (nanos / 1_000_000_000) + Math.DivRem(total, 1_000_000_000, out var rest);
        return rest < 0
            ? new TimeValue(Seconds + seconds + carry - 1, (int)rest + 1_000_000_000)
            : new TimeValue(Seconds + seconds + carry, (int)rest);
    }

    /// <summary>ISO with 0, 3, 6 or 9 fraction digits and <c>Z</c>.</summary>
    public override string ToString()
    {
        var days = Math.DivRem(Seconds, 86400, out var inDay);
        if (inDay < 0)
        {
            days--;
            inDay += 86400;
        }

        var fraction = Nanos == 0 ? ""
            : Nanos % 1_000_000 == 0 ? $".{Nanos / 1_000_000:000}"
            : Nanos % 1000 == 0 ? $".{Nanos / 1000:000000}"
            : $".{Nanos:000000000}";
        return string.Create(CultureInfo.InvariantCulture, $"{CivilDate.Format(days)}T{inDay / 3600:00}:{inDay / 60 % 60:00}:{inDay % 60:00}{fraction}Z");
    }

    /// <summary>
    /// ISO date and time with up to 9 fraction digits and <c>Z</c>, <c>+HH:MM[:ss]</c> or <c>+HHMM</c>. A year has four digits,
    /// or a sign and up to nine.
    /// </summary>
    public static TimeValue? Parse(string text)
    {
        var t = text.IndexOf('T', StringComparison.Ordinal);
        if (t < 0 || CivilDate.Parse(text[..t]) is not { } days)
        {
            return null;
        }

        var rest = text.AsSpan(t + 1);
        var zone = rest.IndexOfAny("Z+-");
        if (zone < 0 || ParseClock(rest[..zone]) is not { } clock || ParseZone(rest[zone..]) is not { } offset)
        {
            return null;
        }

        return new TimeValue((days * 86400) + clock.Seconds - offset, clock.Nanos);
    }

    private static (int Seconds, int Nanos)? ParseClock(ReadOnlySpan<char> text)
    {
        var nanos = 0;
        var dot = text.IndexOf('.');
        if (dot >= 0)
        {
            var digits = text[(dot + 1)..];
            if (digits.Length is 0 or > 9 || digits.ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }

            nanos = int.Parse(digits.ToString().PadRight(9, '0'), CultureInfo.InvariantCulture);
            text = text[..dot];
        }

        return (text.Length is 5 or 8) && (dot < 0 || text.Length == 8)
            && Two(text, 0, 24) is { } h && text[2] == ':' && Two(text, 3, 60) is { } m
            && (text.Length == 5 ? 0 : text[5] == ':' ? Two(text, 6, 60) : null) is { } s
            ? ((h * 3600) + (m * 60) + s, nanos)
            : null;
    }

    private static int? ParseZone(ReadOnlySpan<char> text)
    {
        if (text is "Z")
        {
            return 0;
        }

        var sign = text[0] == '-' ? -1 : 1;
        var digits = text[1..].ToString();
        digits = digits.Length is 5 or 8 && digits[2] == ':' ? digits.Replace(":", "", StringComparison.Ordinal) : digits;
        return digits.Length is 4 or 6 && Two(digits, 0, 19) is { } h && Two(digits, 2, 60) is { } m
            && (digits.Length == 6 ? Two(digits, 4, 60) : 0) is { } s
            ? sign * ((h * 3600) + (m * 60) + s)
            : null;
    }

    private static int? Two(ReadOnlySpan<char> text, int at, int limit) =>
        char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) && ((text[at] - '0') * 10) + text[at + 1] - '0' is var n && n < limit ? n : null;
}
