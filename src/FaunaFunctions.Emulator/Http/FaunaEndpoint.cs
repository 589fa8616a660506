using FaunaFunctions.Emulator.Faults;
using FaunaFunctions.Emulator.V4;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.V4.Security;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.Emulator.Http;

/// <summary>The HTTP side of the server: routes, headers, statuses, latency and faults.</summary>
internal sealed class FaunaEndpoint(QueryService queries, FqlEndpoint fql, EmulatorFaults faults, EmulatorStatistics statistics, EmulatorOptions options, CancellationToken stopping)
{
    private const int MaxBody = 8 * 1024 * 1024;
    private const int MaxHeaders = 8 * 1024;

    // Not even the shortest query is done within a millisecond.
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(2);

    public async Task AnswerAsync(HttpContext context)
    {
        var (number, inFlight) = statistics.Begin();
        var answer = new AnswerWriter(context, options.UnreadAnswerTimeout, statistics);
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await AnswerAsync(context, answer, number, inFlight, ends.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (IOException)
        {
            context.Abort();
        }
        finally
        {
            statistics.End();
        }
    }

    private async Task AnswerAsync(HttpContext context, AnswerWriter answer, long number, int inFlight, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.Headers.Sum(h => h.Key.Length + h.Value.Sum(v => (v?.Length ?? 0) + 4)) > MaxHeaders)
        {
            await answer.WriteAsync(400, "{ \"error\": \"bad request\" }"u8.ToArray(), cancellationToken);
            return;
        }

        if (FqlEndpoint.Serves(request.Path))
        {
            await fql.AnswerAsync(context, answer, await ReadBodyAsync(request, isUrl: false, cancellationToken), number, inFlight, cancellationToken);
            return;
        }

        var isQuery = request.Path.Value is "/" or "/linearized";
        if (!isQuery)
        {
            await AnswerOtherAsync(context, answer, cancellationToken);
            return;
        }

        if (request.Method is not ("GET" or "POST") && !(request.Method == "OPTIONS" && request.Path == "/"))
        {
            context.Response.Headers.Allow = "GET, POST";
            await answer.WriteErrorAsync(405, "method not allowed", "Allowed methods are GET, POST.", queries.Now(), cancellationToken);
            return;
        }

        if (request.Method == "OPTIONS")
        {
            await AnswerPreflightAsync(context, answer, cancellationToken);
            return;
        }

        if (await ReadBodyAsync(request, request.Method == "GET", cancellationToken) is not { } body)
        {
            await answer.WriteErrorAsync(413, "request too large", "Request entity is too large", queries.Now(), cancellationToken);
            return;
        }

        var (fault, extra) = faults.Decide(new EmulatorRequest(number, request.Method, request.Path, body, inFlight));
        if (await answer.FailAsync(fault, queries.Now, cancellationToken))
        {
            return;
        }

        await RunAsync(context, answer, body, fault == EmulatorFault.Truncated, extra, cancellationToken);
    }

    private async Task RunAsync(HttpContext context, AnswerWriter answer, ReadOnlyMemory<byte> body, bool truncated, TimeSpan extra, CancellationToken cancellationToken)
    {
        var (headers, error) = RequestHeaders.Read(context.Request.Headers);
        if (headers is null)
        {
            await answer.WriteErrorAsync(400, "bad request", error!, null, cancellationToken);
            return;
        }

        if (headers.LastSeen is { } seen && seen > queries.Now())
        {
            var wait = TimeSpan.FromMicroseconds(Math.Min(seen - queries.Now(), 1_000_000_000_000));
            if (wait > headers.Timeout)
            {
                await TimeOutAsync(answer, headers, cancellationToken);
                return;
            }

            await DelayAsync(wait, cancellationToken);
        }

        var secret = Authenticator.SecretOf(context.Request.Headers.Authorization);
        var result = queries.Run(body.Span, secret, headers.Version, context.Request.Method == "GET", faults.Edit);
        if (result is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return;
        }

        var time = faults.LatencyOf(result.DocumentsRead, result.RowsRead, statistics.InFlight) + extra;
        if (headers.Timeout < s_leastTime || time > headers.Timeout)
        {
            await TimeOutAsync(answer, headers, cancellationToken);
            return;
        }

        await DelayAsync(time, cancellationToken);
        await answer.WriteAsync(result, headers, body.Length, truncated, cancellationToken);
    }

    private async Task AnswerOtherAsync(HttpContext context, AnswerWriter answer, CancellationToken cancellationToken)
    {
        switch (context.Request.Path.Value)
        {
            case "/ping" when context.Request.Method == "GET":
                var asked = context.Request.Query["scope"].ToString();
                var scope = asked is "" ? "write" : asked is "read" or "write" or "all" ? asked : "node";
                await answer.WriteAsync(200, System.Text.Encoding.ASCII.GetBytes($"{{\"resource\":\"Scope {scope} is OK\"}}"), cancellationToken);
                break;
            case "/authorized" when context.Request.Method == "GET":
                var database = queries.DatabaseOf(Authenticator.SecretOf(context.Request.Headers.Authorization));
                if (database is null)
                {
                    await answer.WriteUnauthorizedAsync(queries.Now(), cancellationToken);
                    break;
                }

                await answer.WriteAsync(200, System.Text.Encoding.ASCII.GetBytes($"{{\"account\":\"{database.GlobalId}\",\"global_id\":\"{database.GlobalId}\"}}"), cancellationToken);
                break;
            default:
                await answer.WriteErrorAsync(404, "not found", "Not Found", queries.Now(), cancellationToken);
                break;
        }
    }

    private async Task AnswerPreflightAsync(HttpContext context, AnswerWriter answer, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.ContainsKey("Origin"))
        {
            await answer.WriteUnauthorizedAsync(queries.Now(), cancellationToken);
            return;
        }

        context.Response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        context.Response.Headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        context.Response.Headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        await answer.WriteAsync(200, [], cancellationToken);
    }

    private async Task TimeOutAsync(AnswerWriter answer, RequestHeaders headers, CancellationToken cancellationToken)
    {
        await DelayAsync(headers.Timeout, cancellationToken);
        var body = new JsonBuffer();
        ErrorRenderer.Write(body, "time out", "Read timed out (Query eval has timed out.)");
        await answer.WriteAsync(new QueryAnswer(503, body, queries.Now(), OutsideQuery: true), headers, 0, false, cancellationToken);
    }

    private Task DelayAsync(TimeSpan time, CancellationToken cancellationToken) =>
        time <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(time, options.TimeProvider, cancellationToken);

    // null: too large.
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, bool isUrl, CancellationToken cancellationToken)
    {
        if (isUrl)
        {
            return request.Query.TryGetValue("q", out var query) ? System.Text.Encoding.UTF8.GetBytes(query.ToString()) : Array.Empty<byte>();
        }

        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 1024));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
