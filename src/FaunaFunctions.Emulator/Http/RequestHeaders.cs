using System.Globalization;
using FaunaFunctions.Emulator.V4.Language;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.Emulator.Http;

/// <summary>What the headers of a request say.</summary>
/// <param name="Version">The version of the language, see <see cref="ApiVersion"/>.</param>
/// <param name="Timeout">How long the query may take.</param>
/// <param name="LastSeen">The earliest snapshot time that is wanted, µs; null for any.</param>
/// <param name="Tags">Tags to be echoed; null when there are none.</param>
/// <param name="Pretty">Whether the answer is to be printed over several lines.</param>
internal sealed record RequestHeaders(int Version, TimeSpan Timeout, long? LastSeen, string? Tags, bool Pretty)
{
    private const int DefaultTimeout = 120_000;
    private const int MaxTimeout = 600_000;

    /// <summary>Reads the headers; what is wrong with one of them otherwise.</summary>
    public static (RequestHeaders? Headers, string? Error) Read(IHeaderDictionary headers)
    {
        var version = ApiVersion.V21;
        if (Value(headers, "x-faunadb-api-version") is { } wanted)
        {
            if (ApiVersion.Parse(wanted) is not { } known)
            {
                return Wrong("x-faunadb-api-version", $"Unsupported or invalid API version '{wanted}'.");
            }

            version = known;
        }

        var timeout = DefaultTimeout;
        if (Value(headers, "x-query-timeout") is { } limit)
        {
            if (!int.TryParse(limit, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out timeout))
            {
                return Wrong("x-query-timeout", $"Invalid number '{limit}'.");
            }

            if (timeout is <= 0 or > MaxTimeout)
            {
                return Wrong("x-query-timeout", timeout <= 0 ? "Must be greater than 0." : $"Must be less than or equal to {MaxTimeout}.");
            }
        }

        long? lastSeen = null;
        if (Value(headers, "x-last-seen-txn") is { } seen)
        {
            if (!long.TryParse(seen, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros))
            {
                return Wrong("x-last-seen-txn", $"Invalid timestamp '{seen}'.");
            }

            lastSeen = micros;
        }

        if (Value(headers, "x-max-retries-on-contention") is { } retries)
        {
            if (!int.TryParse(retries, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            {
                return Wrong("x-max-retries-on-contention", $"Invalid number '{retries}'.");
            }

            if (count is < 0 or > 7)
            {
                return Wrong("x-max-retries-on-contention", "Must be between 0 and 7.");
            }
        }

        var tags = Value(headers, "x-fauna-tags");
        if (tags is not null && !TagsAreValid(tags))
        {
            return Wrong("x-fauna-tags", "invalid tags");
        }

        var agent = Value(headers, "user-agent") ?? "";
        var pretty = headers.ContainsKey("x-faunadb-formatted-json")
            || agent.Contains("curl", StringComparison.Ordinal) || agent.Contains("HTTPie", StringComparison.Ordinal);
        return (new RequestHeaders(version, TimeSpan.FromMilliseconds(timeout), lastSeen, tags, pretty), null);
    }

    private static string? Value(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    private static (RequestHeaders?, string?) Wrong(string header, string what) => (null, $"Invalid header '{header}': {what}");

    private static bool TagsAreValid(string tags)
    {
        var pairs = tags.Split(',');
        return pairs.Length <= 25 && tags.Length <= 3000 && pairs.All(p => p.Split('=') is [{ Length: > 0 and <= 40 }, { Length: > 0 and <= 80 }]);
    }
}
