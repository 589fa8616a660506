using System.Globalization;
using System.Net;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// The way to one database over HTTP: authorization, timeouts, repetition of what can be repeated, and typed errors.
/// Safe for concurrent calls; made once per connection, since it holds the pool of its connections.
/// </summary>
public sealed partial class FaunaTransport : IDisposable
{
    private const int MaxErrorBytes = 1024 * 1024;

    private readonly FaunaConnection _connection;
    private readonly FaunaTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _jitter = new();
    private readonly ILogger _logger;
    private readonly HttpMessageInvoker _http;
    private readonly AnswerReader _answers;
    private readonly SecretScrub _scrub;
    private readonly Secret _secret;
    private readonly Uri _base;
    private readonly string _host;
    private long _lastSeen;
    private volatile bool _answered;

    /// <param name="connection">The database.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="time">Clock and timers; null for the system's.</param>
    /// <param name="random">Source of the pauses between tries; null for a shared one. Used under a lock.</param>
    /// <param name="logger">Hears of every failed try; may be null.</param>
    public FaunaTransport(
        FaunaConnection connection,
        FaunaTransportOptions? options = null,
        TimeProvider? time = null,
        Random? random = null,
        ILogger<FaunaTransport>? logger = null)
        : this(connection, null, options, time, random, logger)
    {
    }

    // With a way of its own to the server, such as one without sockets; null for the usual one.
    internal FaunaTransport(
        FaunaConnection connection,
        HttpMessageHandler? way,
        FaunaTransportOptions? options,
        TimeProvider? time,
        Random? random,
        ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _secret = connection.Secret ?? throw new ArgumentException($"The secret of connection {connection.Name} is not set.", nameof(connection));
        _options = options ?? new FaunaTransportOptions();
        _time = time ?? TimeProvider.System;
        _random = random ?? Random.Shared;
        _logger = logger ?? NullLogger.Instance;
        _base = connection.BaseAddress;
        _host = _base.GetLeftPart(UriPartial.Authority);
        _scrub = new SecretScrub(_secret);
        _answers = new AnswerReader(new AnswerBuffers(), _options, _time);
        _http = new HttpMessageInvoker(way ?? Sockets(_options));
    }

    /// <summary>The database this leads to.</summary>
    public FaunaConnection Connection => _connection;

    /// <summary>The latest transaction time that an answer told, µs; 0 before the first.</summary>
    public long LastSeenTransaction => Interlocked.Read(ref _lastSeen);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Notes a transaction time that an answer told in its body (v10), µs.</summary>
    internal void SeeTransaction(long time)
    {
        for (var seen = LastSeenTransaction; time > seen; seen = LastSeenTransaction)
        {
            if (Interlocked.CompareExchange(ref _lastSeen, time, seen) == seen)
            {
                return;
            }
        }
    }

    /// <summary>Sends a request, again and again while that can help and the budget lasts.</summary>
    /// <returns>The answer to a 200 or 201; the caller disposes it.</returns>
    internal async Task<FaunaAnswer> SendAsync(FaunaCall call, CancellationToken cancellationToken)
    {
        if (call.Deadline is not { } deadline)
        {
            return await RepeatAsync(call, cancellationToken);
        }

        using var limit = new CancellationTokenSource(deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await RepeatAsync(call, either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FaunaTimeout($"Reading {call.Subject}: {_host} did not answer within {Seconds(deadline)} s.", e);
        }
    }

    internal static SocketsHttpHandler Sockets(FaunaTransportOptions options) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = options.MaxConnections,
        ConnectTimeout = options.ConnectTimeout,
        // The server closes a connection after 5 s of rest: ours must go first.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        // Long runs should notice when the name points elsewhere.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private async Task<FaunaAnswer> RepeatAsync(FaunaCall call, CancellationToken cancellationToken)
    {
        var policy = _options.Retry;
        var started = _time.GetTimestamp();
        var serverErrors = 0;
        var connectFailures = 0;
        for (var tries = 1; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tryStarted = _time.GetTimestamp();
            var (answer, failure) = await TryAsync(call, cancellationToken);
            if (answer is not null)
            {
                return answer;
            }

            // A cancelled read looks like a broken one.
            cancellationToken.ThrowIfCancellationRequested();
            var failed = failure!;
            var repeat = failed.Repeats switch
            {
                Repeats.Never => false,
                Repeats.Few => ++serverErrors <= policy.ServerErrorRepeats,
                Repeats.FewUntilFirstContact => _answered || ++connectFailures <= policy.FirstContactRepeats,
                _ => failed.Reason != RetryReason.TimedOut || call.RepeatTimeouts || !UsedUpItsTime(call, tryStarted),
            };
            var pause = repeat ? NextPause(tries) : TimeSpan.Zero;
            var elapsed = _time.GetElapsedTime(started);
            if (!repeat || elapsed + pause > policy.Budget)
            {
                throw failed.Error(tries == 1
                    ? ""
                    : $" Gave up after {tries} tries in {Seconds(elapsed)} s.");
            }

            Log.Repeating(_logger, call.Subject, _host, failed.Reason, tries, pause.TotalMilliseconds);
            ExportMetrics.Repeated(failed.Reason);
            call.Observer?.OnRetry(failed.Reason);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    // A server that says "time out" at once is overloaded: that has nothing to do with how much was asked for.
    private bool UsedUpItsTime(FaunaCall call, long tryStarted) =>
        _time.GetElapsedTime(tryStarted) >= (call.QueryTimeout ?? _options.QueryTimeout) / 2;

    private async Task<(FaunaAnswer? Answer, FailedTry? Failure)> TryAsync(FaunaCall call, CancellationToken cancellationToken)
    {
        var queryTimeout = call.QueryTimeout ?? _options.QueryTimeout;
        using var limit = new CancellationTokenSource(queryTimeout + _options.AnswerMargin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var request = CreateRequest(call, queryTimeout);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, either.Token);
            _answered = true;
            SeeTransaction(response);
            return await ReadAsync(call, response, limit, either.Token);
        }
        catch (Exception e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            && e is OperationCanceledException or AnswerCut or HttpRequestException or IOException)
        {
            var late = response is null
                ? $"did not answer within {Seconds(queryTimeout + _options.AnswerMargin)} s"
                : $"sent nothing for {Seconds(_options.IdleReadTimeout)} s in the middle of its answer";
            return (null, new FailedTry(Repeats.WithinBudget, RetryReason.TimedOut,
                tried => new FaunaTimeout($"Reading {call.Subject}: {_host} {late}.{tried}", e)));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, ConnectionFailure.TooSlow(e, _options.ConnectTimeout, _base, call.Subject));
        }
        catch (AnswerTooSlow slow)
        {
            return (null, new FailedTry(Repeats.WithinBudget, RetryReason.TimedOut, tried => new FaunaTimeout(
                $"Reading {call.Subject}: the answer of {_host} was not whole after {Seconds(_options.LongestAnswer)} s, when {slow.Received} bytes of it had come.{tried}")));
        }
        catch (AnswerCut cut)
        {
            return (null, ConnectionFailure.Cut(cut.InnerException, cut.Received, cut.Announced, _base, call.Subject));
        }
        catch (AnswerTooLarge large)
        {
            return (null, new FailedTry(Repeats.Never, RetryReason.Unavailable, _ => new FaunaPageTooLarge(
                $"Reading {call.Subject}: {_host} answers with {large.Bytes} bytes or more, and at most {large.Limit} are accepted.")));
        }
        catch (Exception e) when (response is null && e is HttpRequestException or IOException)
        {
            return (null, ConnectionFailure.From(e, _base, call.Subject));
        }
        finally
        {
            response?.Dispose();
        }
    }

    private HttpRequestMessage CreateRequest(FaunaCall call, TimeSpan queryTimeout)
    {
        var secret = _secret.Reveal();
        if (secret.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new FaunaUnauthorized(
                $"The secret of connection {_connection.Name} holds white space or characters that no secret has: set it anew, without line breaks or quotes.");
        }

        var request = RequestHeaders.Create(_base, call, queryTimeout, Math.Max(LastSeenTransaction, call.NotBefore));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + secret);
        return request;
    }

    private async Task<(FaunaAnswer? Answer, FailedTry? Failure)> ReadAsync(
        FaunaCall call, HttpResponseMessage response, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            return (null, StatusFailure.Redirect(status, response.Headers.Location, _base, _host, _scrub));
        }

        if (status is not (200 or 201))
        {
            return (null, await ReadErrorAsync(call, status, response, limit, cancellationToken));
        }

        var announced = response.Content.Headers.ContentLength;
        if (announced <= _options.MaxAnswerBytes)
        {
            call.Observer?.OnAnswer(announced.Value);
        }

        var answer = await _answers.ReadAsync(response.Content, _options.MaxAnswerBytes, limit, cancellationToken);
        if (announced is null)
        {
            call.Observer?.OnAnswer(answer.Length);
        }

        if (!Utf8Scan.IsValid(answer.Json))
        {
            answer.Dispose();
            return (null, new FailedTry(Repeats.Never, RetryReason.Unavailable, _ => new FaunaProtocolViolation(
                $"Reading {call.Subject}: the answer of {_host} is not valid UTF-8.")));
        }

        return (answer, null);
    }

    private async Task<FailedTry> ReadErrorAsync(
        FaunaCall call, int status, HttpResponseMessage response, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        try
        {
            using var error = await _answers.ReadAsync(response.Content, MaxErrorBytes, limit, cancellationToken);
            return StatusFailure.From(status, error.Json, call, _host, _scrub);
        }
        catch (AnswerTooLarge)
        {
            // Not Fauna's: its errors are a few hundred bytes. The status tells enough.
            return StatusFailure.From(status, [], call, _host, _scrub);
        }
    }

    private void SeeTransaction(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("x-txn-time", out var values)
            || !long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            return;
        }

        SeeTransaction(time);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    private TimeSpan NextPause(int failedTries)
    {
        lock (_jitter)
        {
            return _options.Retry.NextPause(failedTries, _random);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information,
            "{Reason} while reading {Subject} from {Host}: try {Tries} failed, the next follows in {PauseMilliseconds:0} ms")]
        public static partial void Repeating(
            ILogger logger, string subject, string host, RetryReason reason, int tries, double pauseMilliseconds);
    }
}
