using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>
/// The yardstick: every page asked for with nothing but an HTTP client, one after the other, read to its end and discarded. Of a page, only the
/// cursor of the next is looked for, in its first bytes.
/// </summary>
internal static class Drain
{
    public const string Mode = "drain-child";

    private const int BufferBytes = 256 * 1024;

    public static async Task<Measurement> RunAsync(ReadOptions options)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        if (options.WarmUp)
        {
            await DrainAsync(http, options, ReplayServer.WarmUpCollection);
        }

        return await Measurement.TakeAsync(() => DrainAsync(http, options, ReplayServer.Collection));
    }

    private static async Task<Measurement> DrainAsync(HttpMessageInvoker http, ReadOptions options, string collection)
    {
        var buffer = new byte[BufferBytes];
        var bytes = 0L;
        var pages = 0L;
        string? after = null;
        do
        {
            using var response = await http.SendAsync(Request(options, collection, after), CancellationToken.None);
            response.EnsureSuccessStatusCode();
            var body = await response.Content.ReadAsStreamAsync();
            var head = await body.ReadAtLeastAsync(buffer, 1024, throwOnEndOfStream: false);
            after = options.Api == FaunaApi.V10 ? NextId(buffer.AsSpan(0, head)) : Cursor(buffer.AsSpan(0, head));
            bytes += head;
            for (var read = head; read > 0; bytes += read)
            {
                read = await body.ReadAsync(buffer);
            }

            pages++;
        }
        while (after is not null);

        return Measurement.Of(pages * options.PageSize, bytes);
    }

    private static HttpRequestMessage Request(ReadOptions options, string collection, string? after) => options.Api == FaunaApi.V10
        ? Request(
            new Uri(options.Server, "/query/1"),
            V10Queries.Bodies(collection, ReplayServer.Now, after is null ? null : long.Parse(after, CultureInfo.InvariantCulture), options.PageSize).Render())
        : Request(options.Server, Encoding.UTF8.GetBytes(V4Query(options, collection, after)));

    private static HttpRequestMessage Request(Uri address, ReadOnlyMemory<byte> query) => new(HttpMethod.Post, address)
    {
        Content = new ReadOnlyMemoryContent(query) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private static string V4Query(ReadOptions options, string collection, string? after)
    {
        var cursor = after is null ? "" : ""","after":[{"ref":{"collection":"COLLECTION"},"id":"ID"}]""".Replace("ID", after, StringComparison.Ordinal);
        var query = """{"map":{"lambda":"x","expr":{"get":{"var":"x"}}},"collection":{"paginate":{"documents":{"collection":"COLLECTION"}},"size":"""
            + options.PageSize.ToString(CultureInfo.InvariantCulture) + cursor + "}}";
        return query.Replace("COLLECTION", collection, StringComparison.Ordinal);
    }

    // {"resource":{"before":[…],"after":[{"@ref":{"id":"…"
    private static string? Cursor(ReadOnlySpan<byte> head)
    {
        var data = head.IndexOf("\"data\":["u8);
        var after = head[..data].IndexOf("\"after\":["u8);
        if (after < 0)
        {
            return null;
        }

        var id = head[(after + head[after..].IndexOf("\"id\":\""u8) + "\"id\":\"".Length)..];
        return Encoding.ASCII.GetString(id[..id.IndexOf((byte)'"')]);
    }
    // {"data":{"next":["…"],
    private static string? NextId(ReadOnlySpan<byte> head)
    {
        var id = head["{\"data\":{\"next\":["u8.Length..];
        return id[0] == (byte)'"' ? Encoding.ASCII.GetString(id[1..][..id[1..].IndexOf((byte)'"')]) : null;
    }
}
