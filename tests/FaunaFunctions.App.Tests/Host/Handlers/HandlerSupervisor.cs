using FaunaFunctions.App.Tests.Host.Definitions;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host.Handlers;

/// <summary>Keeps a handler running on one port: readiness, crashes, exit codes, kills.</summary>
internal sealed class HandlerSupervisor(HandlerStart start, HostJson settings, HandlerLauncher launch, HostLog log, TimeProvider time) : IAsyncDisposable
{
    private const int MostCrashes = 3;
    private const int MostFailedStarts = 3;
    private const int WantedRestart = 200;
    private static readonly TimeSpan CrashMemory = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan KillDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<string> _lastErrors = new();
    private readonly List<DateTimeOffset> _crashes = [];
    private TaskCompletionSource<RunningHandler> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningHandler? _running;
    private string? _stopped;
    private bool _abandoned;
    private int _failedStarts;
    private Task _supervision = Task.CompletedTask;

    /// <summary>The port, the same over all restarts.</summary>
    public int Port => start.Port;

    /// <summary>How often a handler was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Why there is no handler any more; null while there is one, or will be.</summary>
    public string? StopReason
    {
        get
        {
            lock (_lock)
            {
                return _stopped;
            }
        }
    }

    /// <summary>Starts the first handler and goes on from there.</summary>
    public void Start() => _supervision = SuperviseAsync();

    /// <summary>The handler as soon as it is ready: invocations that come earlier wait.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HandlerGone">There is none and there will be none.</exception>
    public async Task<RunningHandler> ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<RunningHandler> next;
            lock (_lock)
            {
                next = _next.Task;
            }

            var handler = await next.WaitAsync(cancellationToken);
            if (await handler.Ready.WaitAsync(cancellationToken))
            {
                return handler;
            }
        }
    }

    /// <summary>SIGKILL from outside, as the system does it when memory is short: a crash for the host.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            AwaitNext();
            _running?.Handler.Kill();
        }
    }

    /// <summary>What the host does after an invocation's timeout: about two seconds later it kills the handler and starts another.</summary>
    /// <param name="handler">The one that took too long.</param>
    public async Task KillSoonAsync(RunningHandler handler)
    {
        try
        {
            await Task.Delay(KillDelay, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_lock)
        {
            handler.KilledByHost = true;
            if (handler == _running)
            {
                AwaitNext();
            }

            log.Add(LogLevel.Error, "Host", "A function timed out: killing the handler and starting another.");
            handler.Handler.Kill();
        }
    }

    /// <summary>Asks <c>GET /</c> once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether any HTTP answer came.</returns>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        RunningHandler? handler;
        lock (_lock)
        {
            handler = _running;
        }

        return handler is not null && await AnswersAsync(handler, cancellationToken);
    }

    /// <summary>The host is gone without a word: connections break, the handler stays and keeps its port.</summary>
    /// <returns>The orphan, which the caller has to end.</returns>
    public IHandler Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            _stopping.Cancel();
            var handler = _running ?? throw new InvalidOperationException("No handler runs.");
            handler.Dispose();
            return handler.Handler;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_abandoned)
        {
            await _stopping.CancelAsync();
            Kill();
            await _supervision;
        }
    }

    private async Task SuperviseAsync()
    {
        while (!_stopping.IsCancellationRequested && StopReason is null)
        {
            var running = Launch();
            var ready = await ReadinessAsync(running);
            if (!ready)
            {
                AwaitNext();
            }

            running.Settle(ready);
            if (ready)
            {
                _failedStarts = 0;
            }

            var code = await running.Handler.Exited;
            if (_abandoned)
            {
                return;
            }

            Ended(running, code);
            running.Dispose();
            await running.Handler.DisposeAsync();
        }

        Stop("The host is stopping.");
    }

    private RunningHandler Launch()
    {
        lock (_lock)
        {
            Starts++;
            _lastErrors.Clear();
            var handler = launch(start, line => log.Add(LogLevel.Information, "Handler", line), OnError);
            _running = new RunningHandler(handler, start.Port, followsRedirects: true);
            AwaitNext();
            _next.SetResult(_running);
            return _running;
        }
    }

    private void OnError(string line)
    {
        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > 3)
            {
                _lastErrors.Dequeue();
            }
        }

        log.Add(line.Contains("warn", StringComparison.OrdinalIgnoreCase) ? LogLevel.Warning : LogLevel.Error, "Handler", line);
    }

    // False when it ended first, or took too long and was killed.
    private async Task<bool> ReadinessAsync(RunningHandler running)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        patience.CancelAfter(settings.InitializationTimeout);
        while (!running.Handler.Exited.IsCompleted)
        {
            if (patience.IsCancellationRequested)
            {
                running.KilledByHost = true;
                running.Handler.Kill();
                if (!_stopping.IsCancellationRequested && ++_failedStarts == MostFailedStarts)
                {
                    Stop($"The handler did not answer within {settings.InitializationTimeout}, {MostFailedStarts} times.");
                }

                return false;
            }

            if (await AnswersAsync(running, patience.Token))
            {
                return true;
            }

            await Task.WhenAny(running.Handler.Exited, Task.Delay(ReadinessInterval, CancellationToken.None));
        }

        return false;
    }

    private static async Task<bool> AnswersAsync(RunningHandler running, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await running.ForwardingClient.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Ended(RunningHandler running, int code)
    {
        lock (_lock)
        {
            AwaitNext();
            _running = null;
        }

        if (running.KilledByHost || _stopping.IsCancellationRequested || code == WantedRestart)
        {
            return;
        }

        if (code == 0)
        {
            Stop("The handler ended with exit code 0: it is never started again.");
            return;
        }

        string lines;
        lock (_lastErrors)
        {
            lines = string.Join(' ', _lastErrors);
        }

        log.Add(LogLevel.Error, "Host", $"The handler ended with exit code {code}. {lines}");
        var now = time.GetUtcNow();
        if (_crashes.Count > 0 && now - _crashes[^1] > CrashMemory)
        {
            _crashes.Clear();
        }

        _crashes.Add(now);
        if (_crashes.Count == MostCrashes)
        {
            Stop($"The handler crashed {MostCrashes} times.");
        }
    }

    // From here on invocations wait for a handler that is still to come; unless there will be none.
    private void AwaitNext()
    {
        lock (_lock)
        {
            if (_stopped is null && _next.Task.IsCompleted)
            {
                _next = new TaskCompletionSource<RunningHandler>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Stop(string reason)
    {
        lock (_lock)
        {
            if (_stopped is not null)
            {
                return;
            }

            AwaitNext();
            _stopped = reason;
            log.Add(LogLevel.Information, "Host", reason);
            _next.SetException(new HandlerGone(reason));
            // Nobody may be waiting.
            _ = _next.Task.Exception;
        }
    }
}
