using System.Globalization;
using FaunaFunctions.Emulator.V10.Wire;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.Emulator.V10;

/// <summary>What the headers of a request say.</summary>
/// <param name="Format">How values are shown.</param>
/// <param name="Typecheck">Whether the query is checked before it runs.</param>
/// <param name="Timeout">How long the query may take.</param>
/// <param name="LastSeen">The earliest snapshot time that is wanted, µs; null for any.</param>
/// <param name="Tags">Tags to be echoed; null when there are none.</param>
internal sealed record FqlHeaders(ValueFormat Format, bool Typecheck, TimeSpan Timeout, long? LastSeen, string? Tags)
{
    /// <summary>Tagged answers, and nothing else asked for.</summary>
    public static readonly FqlHeaders Tagged = new(ValueFormat.Tagged, Typecheck: true, TimeSpan.FromMilliseconds(DefaultTimeout), null, null);

    private const int DefaultTimeout = 120_000;
    private const int MaxTimeout = 600_000;

    /// <summary>Reads the headers; what is wrong with one of them otherwise.</summary>
    public static (FqlHeaders? Headers, string? Error) Read(IHeaderDictionary headers)
    {
        var format = ValueFormat.Simple;
        if (Value(headers, "x-format") is { } named && !(Enum.TryParse(named, ignoreCase: true, out format) && Enum.IsDefined(format) && !char.IsAsciiDigit(named[0])))
        {
            return Wrong("x-format", $"Invalid format {named}");
        }

        foreach (var name in new[] { "x-typecheck", "x-linearized", "x-performance-hints" })
        {
            if (Value(headers, name) is { } flag && !bool.TryParse(flag, out _))
            {
                return Wrong(name, "Must be a boolean value.");
            }
        }

        var timeout = DefaultTimeout;
        if (Value(headers, "x-query-timeout-ms") is { } limit)
        {
            if (!int.TryParse(limit, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out timeout))
            {
                return Wrong("x-query-timeout-ms", $"Invalid number '{limit}'.");
            }

            if (timeout is <= 0 or > MaxTimeout)
            {
                return Wrong("x-query-timeout-ms", timeout <= 0 ? "Must be greater than 0." : $"Must be less than or equal to {MaxTimeout}.");
            }
        }

        long? lastSeen = null;
        if (Value(headers, "x-last-txn-ts") is { } seen)
        {
            if (!long.TryParse(seen, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros))
            {
                return Wrong("x-last-txn-ts", $"Invalid timestamp '{seen}'.");
            }

            lastSeen = micros;
        }

        const string contention = "x-max-contention-retries";
        if (Value(headers, contention) is { } retries)
        {
            if (!int.TryParse(retries, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            {
                return Wrong(contention, $"Invalid number '{retries}'.");
            }

            if (count is < 0 or > 7)
            {
                return Wrong(contention, "Must be between 0 and 7.");
            }
        }

        var tags = Value(headers, "x-query-tags");
        if (tags is not null && !tags.Split(',').All(p => p.Split('=') is [{ Length: > 0 and <= 40 }, { Length: > 0 and <= 80 }]))
        {
            return Wrong("x-query-tags", "invalid tags");
        }

        var typecheck = Value(headers, "x-typecheck") is not { } check || bool.Parse(check);
        return (new FqlHeaders(format, typecheck, TimeSpan.FromMilliseconds(timeout), lastSeen, tags), null);
    }

    private static string? Value(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    private static (FqlHeaders?, string?) Wrong(string header, string what) => (null, $"Invalid header '{header}': {what}");
}
