using System.Globalization;

namespace FaunaFunctions.Cli.Output;

/// <summary>Numbers, sizes, times and durations as people read them.</summary>
internal static class Quantity
{
    private const double Step = 1024;
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>100,000</c></summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>3 documents</c>, <c>1 document</c>.</summary>
    public static string Count(long count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary><c>12.3 MiB</c></summary>
    public static string Bytes(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= Step && unit < Units.Length - 1)
        {
            value /= Step;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary><c>12.3 MB/s</c>, in millions of bytes.</summary>
    public static string Rate(long bytes, TimeSpan elapsed) => elapsed.TotalSeconds < 0.001
        ? "0.0 MB/s"
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / elapsed.TotalSeconds / 1e6:0.0} MB/s");

    /// <summary><c>0:07</c>, <c>1:02:03</c></summary>
    public static string Clock(TimeSpan elapsed) => elapsed.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalHours}:{elapsed.Minutes:00}:{elapsed.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{elapsed.Minutes}:{elapsed.Seconds:00}");

    /// <summary><c>850 ms</c>, <c>12.3 s</c>, <c>4 min 10 s</c>, <c>5 h 3 min</c>, <c>3 days 4 h</c></summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        _ when duration < TimeSpan.Zero => "0 ms",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes} min {duration.Seconds} s"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours} h {duration.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalDays} days {duration.Hours} h"),
    };

    /// <summary>A time in µs since 1970 as <c>2026-11-22 13:14:15.123456Z</c>; a dash for none.</summary>
    public static string Time(long? micros) => micros is { } t && Instant(t) is { } instant
        ? instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
        : "–";

    /// <summary>The same as RFC 3339, for machines; null for none.</summary>
    public static string? Rfc3339(long? micros) => micros is { } t && Instant(t) is { } instant
        ? instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
        : null;

    /// <summary>A time in µs since 1970; null outside of years 1 … 9999.</summary>
    public static DateTime? Instant(long micros)
    {
        var ticks = (Int128)micros * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : new DateTime((long)ticks, DateTimeKind.Utc);
    }
}
