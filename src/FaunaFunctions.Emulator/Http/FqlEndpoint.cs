using FaunaFunctions.Emulator.Faults;
using FaunaFunctions.Emulator.V10;
using FaunaFunctions.Emulator.V10.Wire;
using FaunaFunctions.Emulator.V4.Security;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.Emulator.Http;

/// <summary>The HTTP side of FQL v10: routes, headers, statuses, latency and faults.</summary>
/// <param name="service">Answers.</param>
/// <param name="now">The present time of the database, µs.</param>
/// <param name="faults">What goes wrong.</param>
/// <param name="statistics">Counts requests.</param>
/// <param name="time">The clock of latencies.</param>
internal sealed class FqlEndpoint(FqlService service, Func<long> now, EmulatorFaults faults, EmulatorStatistics statistics, TimeProvider time)
{
    private const string Stream = "/stream/1";
    private const string Environment = "/environment/1";

    // A query that needs more than half of its time is told that it had too little.
    private static readonly TimeSpan s_aggressive = TimeSpan.FromSeconds(1);

    // Not even the shortest query is done within a millisecond.
    private static readonly TimeSpan s_leastTime = TimeSpan.FromMilliseconds(2);

    /// <summary>Whether a path is one of FQL v10's, those included that only a real server has.</summary>
    public static bool Serves(PathString path) => path.Value is "/query/1" or "/feed/1" or Stream or Environment || path.StartsWithSegments("/schema/1", StringComparison.Ordinal);

    public async Task AnswerAsync(HttpContext context, AnswerWriter answer, ReadOnlyMemory<byte>? body, long number, int inFlight, CancellationToken cancellationToken)
    {
        var path = context.Request.Path.Value!;
        if (body is not { } content)
        {
            await answer.WriteAsync(AnswerText.Error(413, "request_size_exceeded", "Request entity is too large"), false, cancellationToken);
            return;
        }

        var (fault, extra) = faults.Decide(new EmulatorRequest(number, context.Request.Method, path, content, inFlight));
        if (Answer(fault) is { } failed)
        {
            await answer.WriteAsync(failed, false, cancellationToken);
            return;
        }

        if (await answer.FailAsync(fault, now, cancellationToken))
        {
            return;
        }

        await RunAsync(context, answer, content, fault == EmulatorFault.Truncated, extra, cancellationToken);
    }

    private async Task RunAsync(HttpContext context, AnswerWriter answer, ReadOnlyMemory<byte> body, bool truncated, TimeSpan extra, CancellationToken cancellationToken)
    {
        var path = context.Request.Path.Value!;
        var (headers, error) = FqlHeaders.Read(context.Request.Headers);
        if (headers is null)
        {
            await answer.WriteAsync(AnswerText.Error(400, "invalid_request", path == "/feed/1" ? "Invalid headers: " + error : error!), false, cancellationToken);
            return;
        }

        var secret = Authenticator.SecretOf(context.Request.Headers.Authorization);
        if (!service.Knows(secret))
        {
            if (path != "/feed/1")
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
            }

            await answer.WriteAsync(AnswerText.Error(401, "unauthorized", path == "/feed/1" ? "Invalid token, unable to authenticate request" : "Access token required"), false, cancellationToken);
            return;
        }

        if (headers.LastSeen is { } seen && seen > now())
        {
            var wait = TimeSpan.FromMicroseconds(Math.Min(seen - now(), 1_000_000_000_000));
            if (wait > headers.Timeout)
            {
                await TimeOutAsync(answer, headers, wait, cancellationToken);
                return;
            }

            await DelayAsync(wait, cancellationToken);
        }

        var result = path switch
        {
            "/query/1" => service.Query(body, secret, headers, faults.EditFql),
            "/feed/1" => service.Feed(body, secret),
            Stream => AnswerText.Error(404, "not_found", $"The emulator has no {Stream}: read changes from /feed/1."),
            Environment => AnswerText.Error(404, "not_found", $"The emulator has no {Environment}."),
            _ => service.Schema(path, secret),
        };
        var latency = faults.LatencyOf(result.DocumentsRead, result.RowsRead, statistics.InFlight) + extra;
        if (headers.Timeout < s_leastTime || latency > headers.Timeout)
        {
            await TimeOutAsync(answer, headers, latency, cancellationToken);
            return;
        }

        await DelayAsync(latency, cancellationToken);
        await answer.WriteAsync(result, truncated, cancellationToken);
    }

    private async Task TimeOutAsync(AnswerWriter answer, FqlHeaders headers, TimeSpan needed, CancellationToken cancellationToken)
    {
        await DelayAsync(headers.Timeout, cancellationToken);
        var limit = headers.Timeout.TotalMilliseconds;
        await answer.WriteAsync(
            headers.Timeout < s_aggressive || headers.Timeout < needed / 2
                ? AnswerText.Error(440, "time_out", FormattableString.Invariant($"Client set aggressive deadline: query needs {Math.Max(1000, (long)needed.TotalMilliseconds)}, timed out within {(long)limit}"))
                : AnswerText.Error(503, "time_out", "Read timed out"),
            false,
            cancellationToken);
    }

    private Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(delay, time, cancellationToken);

    // The faults that are answers of the server.
    private static FqlAnswer? Answer(EmulatorFault fault) => fault switch
    {
        EmulatorFault.Throttled => AnswerText.Error(429, "limit_exceeded", "Rate limit exceeded", "read"),
        EmulatorFault.TimedOut => AnswerText.Error(503, "time_out", "Read timed out"),
        EmulatorFault.Contended => AnswerText.Error(409, "contended_transaction", "Transaction was aborted due to detection of concurrent modifications."),
        _ => null,
    };
}
