using System.Globalization;

namespace FaunaFunctions.Core.Exporting;

/// <summary>Microseconds since 1970, the unit of Fauna's transaction times.</summary>
public static class MicroTime
{
    /// <summary>Microseconds since 1970 of an instant; finer parts are dropped.</summary>
    public static long From(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant, in UTC.</summary>
    public static DateTimeOffset ToInstant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>RFC 3339, UTC, with microseconds.</summary>
    public static string ToIso(long micros) =>
        ToInstant(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
