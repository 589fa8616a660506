using System.Globalization;
using System.Net.Sockets;
using FaunaFunctions.Emulator.Faults;
using FaunaFunctions.Emulator.V10;
using FaunaFunctions.Emulator.V4;
using FaunaFunctions.Emulator.V4.Rendering;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.Emulator.Http;

/// <summary>Writes an answer, or fails to in the way that is asked for. Cuts off an answer that the client does not take.</summary>
internal sealed class AnswerWriter(HttpContext context, TimeSpan unreadTimeout, EmulatorStatistics statistics)
{
    private const int Piece = 64 * 1024;
    private static readonly TimeSpan s_onItsWay = TimeSpan.FromMilliseconds(50);

    private static readonly string[] s_costs =
        ["x-compute-ops", "x-byte-read-ops", "x-byte-write-ops", "x-query-time", "x-query-bytes-in", "x-query-bytes-out", "x-storage-bytes-read", "x-storage-bytes-write", "x-txn-retries"];

    /// <summary>Answers with a query's result.</summary>
    public async Task WriteAsync(QueryAnswer answer, RequestHeaders headers, int bytesIn, bool truncated, CancellationToken cancellationToken)
    {
        if (answer.Status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Unauthorized\"";
        }

        var body = headers.Pretty || answer.OutsideQuery ? PrettyJson.Indent(answer.Body) : answer.Body;
        var header = context.Response.Headers;
        header["x-txn-time"] = answer.TxnTime.ToString(CultureInfo.InvariantCulture);
        if (answer.Status is not (401 or 500))
        {
            var reads = answer.DocumentsRead + (answer.RowsRead / 16);
            long[] costs = [Math.Max(1, answer.RowsRead / 50), reads, 0, 1, bytesIn, body.Length, body.Length, 0, 0];
            for (var i = 0; i < costs.Length; i++)
            {
                header[s_costs[i]] = costs[i].ToString(CultureInfo.InvariantCulture);
            }
        }

        if (headers.Tags is { } tags)
        {
            header["x-fauna-tags"] = tags;
        }

        await WriteAsync(answer.Status, body, truncated, cancellationToken);
    }

    /// <summary>Answers in FQL v10.</summary>
    public Task WriteAsync(FqlAnswer answer, bool truncated, CancellationToken cancellationToken) =>
        WriteAsync(answer.Status, answer.Body, truncated, cancellationToken);

    /// <summary>Answers with an error that no expression is to blame for.</summary>
    public Task WriteErrorAsync(int status, string code, string description, long? txnTime, CancellationToken cancellationToken)
    {
        if (txnTime is { } time)
        {
            context.Response.Headers["x-txn-time"] = time.ToString(CultureInfo.InvariantCulture);
        }

        var body = new JsonBuffer();
        ErrorRenderer.Write(body, code, description);
        return WriteAsync(status, body, truncated: false, cancellationToken);
    }

    public Task WriteUnauthorizedAsync(long txnTime, CancellationToken cancellationToken)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Unauthorized\"";
        return WriteErrorAsync(401, "unauthorized", "Unauthorized", txnTime, cancellationToken);
    }

    public Task WriteAsync(int status, byte[] body, CancellationToken cancellationToken)
    {
        var buffer = new JsonBuffer();
        buffer.Write(body);
        return WriteAsync(status, buffer, truncated: false, cancellationToken);
    }

    /// <summary>Makes the request fail; false when the fault, if any, only strikes its answer.</summary>
    public async Task<bool> FailAsync(EmulatorFault fault, Func<long> now, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case EmulatorFault.Throttled:
                context.Response.Headers["x-rate-limited-ops"] = "read";
                await WriteErrorAsync(429, "too many requests", "Rate limit for read exceeded", now(), cancellationToken);
                return true;
            case EmulatorFault.TimedOut:
                await WriteErrorAsync(503, "time out", "Read timed out.", now(), cancellationToken);
                return true;
            case EmulatorFault.Contended:
                await WriteErrorAsync(409, "contended transaction", "Transaction was aborted due to detection of concurrent modification.", now(), cancellationToken);
                return true;
            case EmulatorFault.Reset:
                if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                }

                context.Abort();
                return true;
            case EmulatorFault.Closed:
                context.Abort();
                return true;
            case EmulatorFault.NeverAnswered:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task WriteAsync(int status, JsonBuffer body, bool truncated, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json;charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers["x-faunadb-build"] = "emulator";
        if (body.Length == 0)
        {
            return;
        }

        var rest = truncated ? body.Length / 2 : body.Length;
        foreach (var segment in body.Segments())
        {
            for (var i = 0; i < segment.Length && rest > 0; i += Piece)
            {
                var piece = segment.Slice(i, (int)Math.Min(Math.Min(Piece, segment.Length - i), rest));
                rest -= piece.Length;
                if (!await TakenAsync(response.Body.WriteAsync(piece, cancellationToken)))
                {
                    return;
                }

                statistics.Sent(piece.Length);
            }
        }

        if (truncated)
        {
            // An abort drops what has not left yet; the first half is to arrive.
            await response.Body.FlushAsync(cancellationToken);
            await Task.Delay(s_onItsWay, cancellationToken);
            context.Abort();
        }
    }

    // Goes by the system's clock, as sockets do: a test's clock stands still while bytes are on their way.
    private async Task<bool> TakenAsync(ValueTask write)
    {
        if (write.IsCompletedSuccessfully)
        {
            return true;
        }

        try
        {
            await write.AsTask().WaitAsync(unreadTimeout);
            return true;
        }
        catch (TimeoutException)
        {
            context.Abort();
            return false;
        }
    }
}
