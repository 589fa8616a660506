using System.Net.Sockets;
using System.Text;
using FaunaFunctions.Emulator.Tests.Server;

namespace FaunaFunctions.Emulator.Tests.Traps;

/// <summary>What the connection does to a client that is slow, idle or asks too deep.</summary>
public sealed class WireTraps
{
    private const int MegaBytes = 24;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_is_not_read_is_cut_off_in_its_middle()
    {
        await using var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { UnreadAnswerTimeout = TimeSpan.FromMilliseconds(200) });

        // Nothing tells a client that does not read that it was cut off: it can only be late, and on a busy machine later.
        var (length, received) = (0L, 0L);
        for (var pause = TimeSpan.FromSeconds(1); received == length && pause < Soon; pause *= 2)
        {
            using var connection = await ConnectAsync(emulator);
            await SendAsync(connection, emulator, LargeAnswer());
            await Task.Delay(pause, Cancellation);
            (length, received) = await ReadAnswerAsync(connection);
        }

        Assert.True(length > MegaBytes * 1_000_000);
        Assert.InRange(received, 1, length - 1);
    }

    [Fact]
    public async Task The_same_answer_read_at_once_is_whole()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        using var connection = await ConnectAsync(emulator);

        await SendAsync(connection, emulator, LargeAnswer());
        var (length, received) = await ReadAnswerAsync(connection);

        Assert.True(length > MegaBytes * 1_000_000);
        Assert.Equal(length, received);
    }

    [Fact]
    public async Task A_connection_kept_alive_is_closed_when_it_rests()
    {
        await using var emulator = await EmulatorServer.StartAsync(new EmulatorOptions { KeepAliveTimeout = TimeSpan.FromMilliseconds(200) });
        using var connection = await ConnectAsync(emulator);
        await SendAsync(connection, emulator, "1");
        var (length, received) = await ReadAnswerAsync(connection);

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(Soon);
        var more = await connection.GetStream().ReadAsync(new byte[1], timeout.Token);

        Assert.Equal(length, received);
        Assert.Equal(0, more);
    }

    [Fact]
    public async Task A_request_nested_500_deep_is_never_answered()
    {
        await using var emulator = await EmulatorServer.StartAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => emulator.Root.SendAsync(Nested(500), patience.Token));

        Assert.Equal(200, (await emulator.Root.SendAsync("1", Cancellation)).Status);
    }

    [Fact]
    public async Task A_request_nested_450_deep_is_answered_and_one_of_1000_refused()
    {
        await using var emulator = await EmulatorServer.StartAsync();

        var answered = await emulator.Root.SendAsync(Nested(450), Cancellation);
        var refused = await emulator.Root.SendAsync(Nested(1000), Cancellation);

        Assert.Equal((200, $$"""{"resource":{{Nested(450)}}}"""), (answered.Status, answered.Text));
        Assert.Equal(400, refused.Status);
        Assert.Contains("Request body JSON exceeds nesting limit.", refused.Text, StringComparison.Ordinal);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    /// <summary>An expression whose answer is many times as long as itself, and longer than the buffers of two sockets.</summary>
    private static string LargeAnswer() =>
        $$"""{"let":[{"s":"{{new string('x', 1_000_000)}}"}],"in":[{{string.Join(',', Enumerable.Repeat("""{"var":"s"}""", MegaBytes))}}]}""";

    private static async Task<TcpClient> ConnectAsync(EmulatorServer emulator)
    {
        var connection = new TcpClient { ReceiveBufferSize = 32 * 1024 };
        await connection.ConnectAsync(emulator.Address.Host, emulator.Address.Port, Cancellation);
        return connection;
    }

    private static async Task SendAsync(TcpClient connection, EmulatorServer emulator, string expression)
    {
        var body = Encoding.UTF8.GetBytes(expression);
        var head = $"POST / HTTP/1.1\r\nHost: {emulator.Address.Authority}\r\nAuthorization: Bearer {emulator.RootSecret}\r\nX-FaunaDB-API-Version: 4\r\nContent-Length: {body.Length}\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
        await connection.GetStream().WriteAsync(body, Cancellation);
    }

    /// <summary>The length that an answer announces, and how much of it comes.</summary>
    private static async Task<(long Length, long Received)> ReadAnswerAsync(TcpClient connection)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(Soon);
        var stream = connection.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, timeout.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        var announced = head.ToString().Split("\r\n").Single(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var length = long.Parse(announced.Split(':')[1].Trim());
        var buffer = new byte[1 << 20];
        long received = 0;
        try
        {
            while (received < length && await stream.ReadAsync(buffer, timeout.Token) is > 0 and var read)
            {
                received += read;
            }
        }
        catch (IOException)
        {
            // The connection was reset: what came before it counts.
        }

        return (length, received);
    }
}
