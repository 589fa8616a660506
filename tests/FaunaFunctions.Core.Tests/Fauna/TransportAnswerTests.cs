using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>Answers that are cut, late, slow, without end, or no text.</summary>
public sealed class TransportAnswerTests
{
    private const string Ok = """{"resource":1}""";
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_answer_cut_in_its_middle_is_asked_for_again()
    {
        await using var server = new ScriptedServer(ScriptedServer.Cut("""{"reso""", 5000), ScriptedServer.Respond(200, Ok));
        using var transport = Open(server);
        var observer = new RecordingObserver();

        using var answer = await transport.SendAsync(Call() with { Observer = observer }, default);

        Assert.Equal(Ok, Encoding.UTF8.GetString(answer.Json));
        Assert.Equal(["answer 5000", "retry Unavailable", $"answer {Ok.Length}"], observer.Heard);
    }

    [Fact]
    public async Task A_chunked_answer_is_read_whole_though_it_names_no_length()
    {
        var piece = new string('é', 50_000);
        await using var server = new ScriptedServer(ScriptedServer.Chunked("\"", piece, piece, "\""));
        using var transport = Open(server);
        var observer = new RecordingObserver();

        using var answer = await transport.SendAsync(Call() with { Observer = observer }, default);

        Assert.Equal('"' + piece + piece + '"', Encoding.UTF8.GetString(answer.Json));
        Assert.Equal(["answer 200002"], observer.Heard);
    }

    [Fact]
    public async Task An_answer_that_never_comes_ends_in_a_timeout_which_is_repeated()
    {
        var received = new TaskCompletionSource();
        await using var server = new ScriptedServer(ScriptedServer.Never(received), ScriptedServer.Respond(200, Ok));
        using var transport = Open(server);
        var observer = new RecordingObserver();

        var sending = transport.SendAsync(Call() with { Observer = observer }, default);
        await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        _time.ExpireTimeouts();
        using var answer = await sending.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(["retry TimedOut", $"answer {Ok.Length}"], observer.Heard);
    }

    [Fact]
    public async Task A_page_that_times_out_is_not_repeated_as_it_is()
    {
        var received = new TaskCompletionSource();
        await using var server = new ScriptedServer(ScriptedServer.Never(received));
        using var transport = Open(server);

        var sending = transport.SendAsync(Call() with { RepeatTimeouts = false }, default);
        await received.Task.WaitAsync(TimeSpan.FromSeconds(20));
        _time.ExpireTimeouts();

        var error = await Assert.ThrowsAsync<FaunaTimeout>(() => sending.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("did not answer within 70 s", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_stops_in_its_middle_ends_in_a_timeout()
    {
        await using var server = new ScriptedServer(ScriptedServer.Slow("""{"reso""", "urce\":1}", new TaskCompletionSource().Task));
        using var transport = Open(server);
        var observer = new RecordingObserver();

        var sending = transport.SendAsync(Call() with { RepeatTimeouts = false, Observer = observer }, default);
        await observer.Answered.WaitAsync(TimeSpan.FromSeconds(20));
        while (!sending.IsCompleted)
        {
            // The read that waits may only now begin.
            _time.ExpireTimeouts();
            await Task.Yield();
        }

        var error = await Assert.ThrowsAsync<FaunaTimeout>(() => sending.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("in the middle of its answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_is_read_whole()
    {
        var go = new TaskCompletionSource();
        await using var server = new ScriptedServer(ScriptedServer.Slow("""{"reso""", "urce\":1}", go.Task));
        using var transport = Open(server);
        var observer = new RecordingObserver();

        var sending = transport.SendAsync(Call() with { Observer = observer }, default);
        await observer.Answered.WaitAsync(TimeSpan.FromSeconds(20));
        go.SetResult();

        using var answer = await sending.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(Ok, Encoding.UTF8.GetString(answer.Json));
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_not_read()
    {
        await using var server = new ScriptedServer(
            ScriptedServer.Respond(200, new string('x', 2000)), ScriptedServer.Chunked(new string('x', 2000)));
        using var transport = Open(server, new FaunaTransportOptions { MaxAnswerBytes = 1000 });

        var announced = await Assert.ThrowsAsync<FaunaPageTooLarge>(() => transport.SendAsync(Call(), default));
        await Assert.ThrowsAsync<FaunaPageTooLarge>(() => transport.SendAsync(Call(), default));

        Assert.Contains("2000", announced.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_answer_without_end_is_left_at_the_limit()
    {
        var sent = 0L;
        await using var server = new ScriptedServer(async (_, stream, stopped) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stopped);
            var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 0x10000) + "\r\n");
            while (true)
            {
                await stream.WriteAsync(chunk, stopped);
                sent += chunk.Length;
            }
        });
        using var transport = Open(server, new FaunaTransportOptions { MaxAnswerBytes = 1024 * 1024 });

        await Assert.ThrowsAsync<FaunaPageTooLarge>(() => transport.SendAsync(Call(), default).WaitAsync(TimeSpan.FromSeconds(30)));

        await server.DisposeAsync();
        Assert.InRange(sent, 1024 * 1024, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task An_answer_that_trickles_is_given_up_in_the_end()
    {
        await using var server = new ScriptedServer(async (_, stream, stopped) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), stopped);
            while (true)
            {
                // A byte at a time, each well before a pause would end the reading.
                await stream.WriteAsync(" "u8.ToArray(), stopped);
                _time.Advance(TimeSpan.FromSeconds(20));
                await Task.Yield();
            }
        });
        using var transport = Open(server, new FaunaTransportOptions { IdleReadTimeout = TimeSpan.FromHours(10), LongestAnswer = TimeSpan.FromMinutes(10) });

        var error = await Assert.ThrowsAsync<FaunaTimeout>(
            () => transport.SendAsync(Call() with { RepeatTimeouts = false }, default).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Contains("not whole after 600 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        await using var server = new ScriptedServer(async (_, stream, stopped) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"u8.ToArray(), stopped);
            await stream.WriteAsync(new byte[] { 0x22, 0xC3, 0x28, 0x22 }, stopped);
            return true;
        });
        using var transport = Open(server);

        await Assert.ThrowsAsync<FaunaProtocolViolation>(() => transport.SendAsync(Call(), default));
    }

    private static FaunaCall Call() => new() { Body = "{\"now\":null}"u8.ToArray(), Subject = "the time" };

    private FaunaTransport Open(ScriptedServer server, FaunaTransportOptions? options = null) =>
        new(server.Connection, options, _time, new Random(42));
}
