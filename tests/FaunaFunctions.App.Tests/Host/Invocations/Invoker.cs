using System.Net.Http.Headers;
using FaunaFunctions.App.Tests.Host.Handlers;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host.Invocations;

/// <summary>Carries invocations to the handler and judges the answers.</summary>
internal sealed class Invoker(HandlerSupervisor handlers, TimeSpan? functionTimeout, HostLog log, TimeProvider time)
{
    /// <summary>The version that the host says it has.</summary>
    public const string HostVersion = "4.1037.0";

    private readonly List<Invocation> _ended = [];
    private readonly Lock _lock = new();

    /// <summary>All invocations that have ended, in the order of their ends.</summary>
    public IReadOnlyList<Invocation> Ended
    {
        get
        {
            lock (_lock)
            {
                return [.. _ended];
            }
        }
    }

    /// <summary>A default invocation: <c>POST /Name</c>.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="body">The payload.</param>
    /// <param name="cancellationToken">The end of the host.</param>
    public async Task<Invocation> InvokeAsync(string function, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var started = time.GetTimestamp();
        Verdict? verdict = null;
        string? error = null;
        try
        {
            var handler = await handlers.ReadyAsync(cancellationToken);
            verdict = await WithinTimeoutAsync(handler, function, id, async timeout =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/" + function, UriKind.Relative)) { Content = new ReadOnlyMemoryContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
                request.Headers.TransferEncodingChunked = true;
                AddHeaders(request, id);
                using var answer = await handler.Client.SendAsync(request, timeout);
                return AnswerRules.Judge(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(timeout));
            }, v => v.Judgement == Judgement.Hangs, cancellationToken);
        }
        catch (Exception e) when (HasNoHandler(e, cancellationToken))
        {
            error = $"The handler could not be asked: {e.Message}";
        }

        var outcome = verdict switch
        {
            { Judgement: Judgement.Succeeded } => Outcome.Succeeded,
            null when error is null => Outcome.TimedOut,
            _ => Outcome.Failed,
        };
        return End(new Invocation(id, function, outcome, error ?? verdict?.Error, verdict?.Logs ?? [], verdict?.Outputs, time.GetElapsedTime(started)));
    }

    /// <summary>Passes a request on.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="request">The request; its address is relative to the handler.</param>
    /// <param name="cancellationToken">The end of the host.</param>
    /// <returns>The answer, buffered whole; null when there is none: the handler died, or the function's timeout came.</returns>
    public async Task<HttpResponseMessage?> ForwardAsync(string function, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var started = time.GetTimestamp();
        AddHeaders(request, id);
        HttpResponseMessage? answer = null;
        string? error = null;
        try
        {
            var handler = await handlers.ReadyAsync(cancellationToken);
            answer = await WithinTimeoutAsync(handler, function, id, timeout => handler.ForwardingClient.SendAsync(request, HttpCompletionOption.ResponseContentRead, timeout), _ => false, cancellationToken);
        }
        catch (Exception e) when (HasNoHandler(e, cancellationToken))
        {
            error = $"The handler could not be asked: {e.Message}";
        }

        var outcome = answer is not null ? Outcome.Succeeded : error is null ? Outcome.TimedOut : Outcome.Failed;
        End(new Invocation(id, function, outcome, error, [], null, time.GetElapsedTime(started)));
        return answer;
    }

    // A request that waits while its connections are closed ends as cancelled.
    private static bool HasNoHandler(Exception e, CancellationToken stopping) =>
        e is HttpRequestException or HandlerGone or IOException or ObjectDisposedException || (e is OperationCanceledException && !stopping.IsCancellationRequested);

    private static void AddHeaders(HttpRequestMessage request, Guid id)
    {
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-HostVersion", HostVersion + ".0");
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", id.ToString());
        if (request.Headers.UserAgent.Count == 0)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", $"Azure-Functions-Host/{HostVersion}");
        }
    }

    // Null when the timeout came first; then the handler has two seconds to live.
    private async Task<T?> WithinTimeoutAsync<T>(RunningHandler handler, string function, Guid id, Func<CancellationToken, Task<T>> ask, Func<T, bool> hangs, CancellationToken stopping)
        where T : class
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var timeout = functionTimeout is { } span ? Task.Delay(span, time, done.Token) : Task.Delay(Timeout.Infinite, done.Token);
        try
        {
            // The request is left alone at the timeout: what ends it is the death of the handler.
            var asked = ask(CancellationToken.None);
            _ = asked.ContinueWith(t => t.Exception, TaskScheduler.Default);
            if (await Task.WhenAny(asked, timeout) == asked && await asked is { } answer && !hangs(answer))
            {
                return answer;
            }

            await timeout;
        }
        finally
        {
            await done.CancelAsync();
        }

        log.Add(LogLevel.Error, $"Function.{function}", $"Timeout value of {functionTimeout} exceeded by function 'Functions.{function}' (Id: '{id}').");
        _ = handlers.KillSoonAsync(handler);
        return null;
    }

    private Invocation End(Invocation invocation)
    {
        foreach (var line in invocation.Logs)
        {
            log.Add(LogLevel.Information, $"Function.{invocation.Function}.User", line);
        }

        var text = $"Executed 'Functions.{invocation.Function}' ({invocation.Outcome}, Id={invocation.Id}, Duration={invocation.Elapsed.TotalMilliseconds:0}ms) {invocation.Error}";
        log.Add(invocation.Outcome == Outcome.Succeeded ? LogLevel.Information : LogLevel.Error, $"Function.{invocation.Function}", text);
        lock (_lock)
        {
            _ended.Add(invocation);
        }

        return invocation;
    }
}
