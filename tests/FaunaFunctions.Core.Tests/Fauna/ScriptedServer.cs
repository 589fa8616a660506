using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>One request as it came over the wire.</summary>
internal sealed record ReceivedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body, int Connection, int OnConnection)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());
}

/// <summary>Answers one request; returns whether the connection stays open.</summary>
internal delegate Task<bool> Answer(ReceivedRequest request, Stream stream, CancellationToken stopped);

/// <summary>A server on a loopback port that does to each request exactly what the test says, down to the bytes; the last answer repeats.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string CanarySecret = "fnAEcanary-9f86d081:child:@role/reader";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentQueue<Answer> _answers;
    private readonly Answer _last;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly ConcurrentBag<Task> _work = [];
    private int _connections;

    public ScriptedServer(params Answer[] answers)
    {
        _answers = new ConcurrentQueue<Answer>(answers);
        _last = answers[^1];
        _listener.Start();
        _work.Add(AcceptAsync());
    }

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public FaunaConnection Connection => new()
    {
        Name = "test",
        Scheme = "http",
        Domain = "127.0.0.1",
        Port = Port,
        Secret = new Secret(CanarySecret),
    };

    /// <summary>A whole answer.</summary>
    public static Answer Respond(int status, string body, params string[] headers) => async (_, stream, stopped) =>
    {
        await WriteAsync(stream, Head(status, Encoding.UTF8.GetByteCount(body), headers) + body, stopped);
        return true;
    };

    /// <summary>The status and length of an answer, and less than that length of it.</summary>
    public static Answer Cut(string body, int announced) => async (_, stream, stopped) =>
    {
        await WriteAsync(stream, Head(200, announced, []) + body, stopped);
        return false;
    };

    /// <summary>An answer in pieces, the second not before the test lets it.</summary>
    public static Answer Slow(string first, string second, Task go) => async (_, stream, stopped) =>
    {
        await WriteAsync(stream, Head(200, Encoding.UTF8.GetByteCount(first + second), []) + first, stopped);
        await go.WaitAsync(stopped);
        await WriteAsync(stream, second, stopped);
        return true;
    };

    /// <summary>An answer in chunks, without a length.</summary>
    public static Answer Chunked(params string[] chunks) => async (_, stream, stopped) =>
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", stopped);
        foreach (var chunk in chunks)
        {
            await WriteAsync(stream, Encoding.UTF8.GetByteCount(chunk).ToString("x", CultureInfo.InvariantCulture) + "\r\n" + chunk + "\r\n", stopped);
        }

        await WriteAsync(stream, "0\r\n\r\n", stopped);
        return true;
    };

    /// <summary>Closes the connection instead of answering.</summary>
    public static Answer Close() => (_, _, _) => Task.FromResult(false);

    /// <summary>Never answers. <paramref name="received"/> completes when the request has come.</summary>
    public static Answer Never(TaskCompletionSource received) => async (_, _, stopped) =>
    {
        received.TrySetResult();
        await Task.Delay(Timeout.Infinite, stopped);
        return false;
    };

    public async ValueTask DisposeAsync()
    {
        if (_stopped.IsCancellationRequested)
        {
            return;
        }

        await _stopped.CancelAsync();
        _listener.Stop();
        try
        {
            await Task.WhenAll(_work);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // Ended by the stop.
        }
    }

    private static string Head(int status, int length, string[] headers) =>
        $"HTTP/1.1 {status} Status\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: {length}\r\n"
        + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";

    private static ValueTask WriteAsync(Stream stream, string text, CancellationToken stopped) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), stopped);

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken stopped)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stopped) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }

    private async Task AcceptAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stopped.Token);
            _work.Add(ServeAsync(client, Interlocked.Increment(ref _connections)));
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using var _ = client;
        var stream = client.GetStream();
        try
        {
            for (var number = 1; await ReadLineAsync(stream, _stopped.Token) is { } line; number++)
            {
                var headers = new Dictionary<string, string>();
                while (await ReadLineAsync(stream, _stopped.Token) is { Length: > 0 } header)
                {
                    var colon = header.IndexOf(':');
                    if (colon < 0)
                    {
                        // Not HTTP, such as a TLS handshake.
                        return;
                    }

                    headers[header[..colon].ToLowerInvariant()] = header[(colon + 1)..].Trim();
                }

                var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
                await stream.ReadExactlyAsync(body, _stopped.Token);
                var request = new ReceivedRequest(line, headers, Encoding.UTF8.GetString(body), connection, number);
                _requests.Enqueue(request);
                if (!await (_answers.TryDequeue(out var answer) ? answer : _last)(request, stream, _stopped.Token))
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }
}
