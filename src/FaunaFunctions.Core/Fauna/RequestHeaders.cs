using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace FaunaFunctions.Core.Fauna;

/// <summary>A request as each of the server's doors wants it, but for the secret.</summary>
internal static class RequestHeaders
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly string UserAgent =
        "FaunaFunctions/" + (typeof(RequestHeaders).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <param name="server">The server's address.</param>
    /// <param name="call">What is asked.</param>
    /// <param name="queryTimeout">The longest the server may work on it.</param>
    /// <param name="lastSeen">The server's snapshot must not lie before this time, µs; 0 for any.</param>
    public static HttpRequestMessage Create(Uri server, FaunaCall call, TimeSpan queryTimeout, long lastSeen)
    {
        var isRead = call.Endpoint == FaunaEndpoint.V10SchemaFiles;
        var request = new HttpRequestMessage(isRead ? HttpMethod.Get : HttpMethod.Post, AddressOf(server, call))
        {
            Content = isRead ? null : ContentOf(call),
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var isV4 = call.Endpoint == FaunaEndpoint.V4;
        var millis = Math.Clamp((long)queryTimeout.TotalMilliseconds, 1, 600_000);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation(isV4 ? "X-Query-Timeout" : "X-Query-Timeout-Ms", millis.ToString(CultureInfo.InvariantCulture));
        if (isV4)
        {
            request.Headers.TryAddWithoutValidation("X-FaunaDB-API-Version", "4");
        }
        else if (call.Endpoint == FaunaEndpoint.V10Query)
        {
            request.Headers.TryAddWithoutValidation("X-Format", "tagged");

            // The checker refuses what is only known when the query runs, such as a collection named by an argument.
            request.Headers.TryAddWithoutValidation("X-Typecheck", "false");
        }

        if (lastSeen > 0)
        {
            request.Headers.TryAddWithoutValidation(isV4 ? "X-Last-Seen-Txn" : "X-Last-Txn-Ts", lastSeen.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }

    private static ReadOnlyMemoryContent ContentOf(FaunaCall call)
    {
        var content = new ReadOnlyMemoryContent(call.Body);
        content.Headers.ContentType = Json;
        return content;
    }

    private static Uri AddressOf(Uri server, FaunaCall call) => call.Endpoint switch
    {
        FaunaEndpoint.V10Query => new Uri(server, "query/1"),
        FaunaEndpoint.V10Feed => new Uri(server, "feed/1"),
        FaunaEndpoint.V10SchemaFiles => new Uri(server, "schema/1/files" + call.Path),
        _ => server,
    };
}
