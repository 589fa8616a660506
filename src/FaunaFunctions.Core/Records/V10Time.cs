using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>A transaction's time as v10 tells it, <c>{"@time":"2023-11-14T22:13:20.123456Z"}</c>, as the microseconds that records hold.</summary>
internal static class V10Time
{
    private static ReadOnlySpan<byte> Pattern => "0000-00-00T00:00:00"u8;

    /// <summary>Reads the time that starts at <paramref name="at"/>, and moves behind it.</summary>
    /// <returns>µs since 1970.</returns>
    public static long Read(ReadOnlySpan<byte> page, ref nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.Expect(ref json, at, end, (byte)'{', "the time that ts is");
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "@time");
        var key = at;
        at = JsonScan.StringEnd(ref json, at, end);
        if (!JsonText.Says(page[(int)key..(int)(at - 1)], "@time"u8))
        {
            WireInvalid.Throw("its ts is not a time", key - 1);
        }

        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        var start = JsonScan.Expect(ref json, at, end, (byte)'"', "a time");
        at = JsonScan.StringEnd(ref json, start, end);
        if (!TryParse(page[(int)start..(int)(at - 1)], out var micros))
        {
            WireInvalid.Throw("its ts is not a time in whole microseconds", start);
        }

        at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a time");
        return micros;
    }

    /// <summary>Reads <c>yyyy-MM-ddTHH:mm:ss</c>, a fraction or none, <c>Z</c>; false for anything else, and for fractions of a microsecond.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length <= Pattern.Length || text[^1] != (byte)'Z' || !FollowsPattern(text))
        {
            return false;
        }

        int year = Number(text, 0, 4), month = Number(text, 5, 2), day = Number(text, 8, 2);
        int hour = Number(text, 11, 2), minute = Number(text, 14, 2), second = Number(text, 17, 2);
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59
            || !TryReadFraction(text[Pattern.Length..^1], out var fraction))
        {
            return false;
        }

        var time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        micros = ((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + fraction;
        return true;
    }

    private static bool FollowsPattern(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < Pattern.Length; i++)
        {
            if (Pattern[i] == (byte)'0' ? !char.IsAsciiDigit((char)text[i]) : text[i] != Pattern[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out int micros)
    {
        micros = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != (byte)'.' || text.Length == 1)
        {
            return false;
        }

        for (var i = 1; i < Math.Max(text.Length, 7); i++)
        {
            var digit = i < text.Length ? text[i] - '0' : 0;
            if (digit is < 0 or > 9 || (i > 6 && digit != 0))
            {
                return false;
            }

            micros = i > 6 ? micros : (micros * 10) + digit;
        }

        return true;
    }

    private static int Number(ReadOnlySpan<byte> text, int start, int length)
    {
        var number = 0;
        foreach (var digit in text.Slice(start, length))
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
