using System.Text;
using System.Text.Json;
using CsCheck;
using FaunaFunctions.App.Invocations;
using FaunaFunctions.App.Tests.Unit.Support;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class InvocationBodyTests
{
    [Fact]
    public async Task A_queue_messages_text_is_what_was_put_into_the_queue() =>
        Assert.Equal("""{"a":1}""", InvocationBody.MessageText(await ReadAsync(Payloads.QueueMessage)));

    [Fact]
    public async Task Whatever_text_was_put_into_the_queue_comes_back() =>
        await Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c)), 0, 50].SampleAsync(async text => InvocationBody.MessageText(await ReadAsync(Payloads.Queue(text))) == text);

    [Fact]
    public async Task A_message_that_the_host_took_for_json_is_its_json() =>
        Assert.Equal("""{"a":1}""", InvocationBody.MessageText(await ReadAsync("""{"Data":{"message":{"a":1}}}""")));

    [Fact]
    public async Task The_tick_before_this_one_is_read_from_the_timers_status() =>
        Assert.Equal(
            new DateTimeOffset(2026, 11, 22, 19, 14, 33, TimeSpan.Zero).AddTicks(8092173),
            InvocationBody.LastTick(await ReadAsync(Payloads.TimerAfter("2026-11-22T19:14:33.8092173+00:00"))));

    [Fact]
    public async Task A_timer_that_never_fired_or_keeps_no_status_has_no_tick_before()
    {
        Assert.Null(InvocationBody.LastTick(await ReadAsync(Payloads.Timer)));
        Assert.Null(InvocationBody.LastTick(await ReadAsync(Payloads.TimerAfter("0001-01-01T00:00:00+00:00"))));
    }

    [Fact]
    public async Task A_body_with_a_name_that_is_no_text_is_told_as_such() =>
        Assert.Contains("not valid JSON", (await Assert.ThrowsAsync<InvocationInvalid>(() => ReadAsync("""{"Data":[null],"\udc0c0data":{"Last":1}}"""))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"Data":{"message":"\ud800"}}""")]
    [InlineData("""{"Data":{"message":"\"\\ud800\""}}""")]
    public async Task A_message_that_is_no_text_is_told_as_such(string body)
    {
        var data = await ReadAsync(body);

        Assert.Throws<InvocationInvalid>(() => InvocationBody.MessageText(data));
    }

    [Fact]
    public async Task A_timers_status_that_is_no_text_is_no_tick() =>
        Assert.Null(InvocationBody.LastTick(await ReadAsync("""{"Data":{"timer":{"ScheduleStatus":{"Last":"\udc00"}}}}""")));

    private static Task<JsonElement> ReadAsync(string body) =>
        InvocationBody.ReadDataAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), TestContext.Current.CancellationToken);
}
