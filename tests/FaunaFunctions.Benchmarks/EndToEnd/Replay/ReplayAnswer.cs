using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>Writes a replay server's answers.</summary>
internal static class ReplayAnswer
{
    // Kestrel's buffer for an answer holds as much (see ReplayServer): whole chunks go to the socket while the next is copied.
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A page: head, documents, tail.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="collection">Its documents.</param>
    /// <param name="request">Which of them.</param>
    /// <param name="started">Called when the first byte is about to be written.</param>
    public static async Task WriteDocumentsAsync(HttpResponse response, ReplayCollection collection, ReplayRequest request, Action started)
    {
        var (start, count, head) = Page(collection, request);
        var documents = count == 0 ? 0 : collection.Length(start, count) - 1;
        await StartAsync(response, head.Length + documents + Tail.Length);
        started();
        var body = response.BodyWriter;
        Write(body, head);
        for (var done = 0; done < count;)
        {
            var run = collection.Run(start + done, count - done, ChunkBytes);
            var bytes = (int)collection.Length(start + done, run);
            collection.Copy(start + done, run, body.GetSpan(bytes));
            done += run;
            body.Advance(done == count ? bytes - 1 : bytes);
            await body.FlushAsync();
        }

        Write(body, Tail);
        await body.FlushAsync();
    }

    /// <summary>A page of ids, or of references.</summary>
    public static async Task WriteKeysAsync(HttpResponse response, ReplayCollection collection, ReplayRequest request)
    {
        var (start, count, head) = Page(collection, request);
        var text = new StringBuilder(Encoding.UTF8.GetString(head));
        for (var i = 0; i < count; i++)
        {
            var id = ReplayCollection.IdOf(start + i);
            text.Append(i > 0 ? "," : "");
            if (request.Kind == ReplayKind.Ids)
            {
                text.Append(CultureInfo.InvariantCulture, $"\"{id}\"");
            }
            else
            {
                text.Append(Reference(collection.Name, id));
            }
        }

        if (request.Kind == ReplayKind.References)
        {
            // Asked for with select: the list alone.
            text.Remove(0, head.Length).Insert(0, """{"resource":[""").Append("]}");
            await WriteAsync(response, 200, text.ToString());
            return;
        }

        await WriteAsync(response, 200, text.Append("]}}").ToString());
    }

    public static async Task WriteAsync(HttpResponse response, int status, string json)
    {
        response.StatusCode = status;
        var bytes = Encoding.UTF8.GetBytes(json);
        await StartAsync(response, bytes.Length);
        await response.BodyWriter.WriteAsync(bytes);
    }

    private static ReadOnlySpan<byte> Tail => "]}}"u8;

    private static Task StartAsync(HttpResponse response, long length)
    {
        response.ContentType = "application/json;charset=utf-8";
        response.ContentLength = length;
        return response.StartAsync();
    }

    // The server's key order: before, after, data; before echoes the cursor of the request.
    private static (int Start, int Count, byte[] Head) Page(ReplayCollection collection, ReplayRequest request)
    {
        var start = request.After is { } after ? collection.IndexOf(after) : 0;
        var count = Math.Min(request.Size, collection.Count - start);
        var head = new StringBuilder("""{"resource":{""");
        if (request.After is { } before)
        {
            head.Append("\"before\":[").Append(Reference(collection.Name, before)).Append("],");
        }

        if (start + count < collection.Count)
        {
            head.Append("\"after\":[").Append(Reference(collection.Name, ReplayCollection.IdOf(start + count))).Append("],");
        }

        return (start, count, Encoding.UTF8.GetBytes(head.Append("\"data\":[").ToString()));
    }

    private static string Reference(string collection, long id) =>
        """{"@ref":{"id":"ID","collection":{"@ref":{"id":"NAME","collection":{"@ref":{"id":"collections"}}}}}}"""
            .Replace("ID", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("NAME", collection, StringComparison.Ordinal);

    private static void Write(PipeWriter body, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(body.GetSpan(bytes.Length));
        body.Advance(bytes.Length);
    }
}
