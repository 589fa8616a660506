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
    /// <param name="wire">The language.</param>
    /// <param name="collection">Its documents.</param>
    /// <param name="request">Which of them.</param>
    /// <param name="started">Called when the first byte is about to be written.</param>
    public static async Task WriteDocumentsAsync(
        HttpResponse response, IReplayWire wire, ReplayCollection collection, ReplayRequest request, Action started)
    {
        var (start, count) = request.Page(collection);
        var head = Encoding.UTF8.GetBytes(wire.PageHead(collection, request));
        var tail = Encoding.UTF8.GetBytes(wire.PageTail);
        var documents = count == 0 ? 0 : collection.Length(start, count) - 1;
        await StartAsync(response, head.Length + documents + tail.Length);
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

        Write(body, tail);
        await body.FlushAsync();
    }

    public static async Task WriteAsync(HttpResponse response, int status, string json)
    {
        response.StatusCode = status;
        var bytes = Encoding.UTF8.GetBytes(json);
        await StartAsync(response, bytes.Length);
        await response.BodyWriter.WriteAsync(bytes);
    }

    private static Task StartAsync(HttpResponse response, long length)
    {
        response.ContentType = "application/json;charset=utf-8";
        response.ContentLength = length;
        return response.StartAsync();
    }

    private static void Write(PipeWriter body, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(body.GetSpan(bytes.Length));
        body.Advance(bytes.Length);
    }
}
