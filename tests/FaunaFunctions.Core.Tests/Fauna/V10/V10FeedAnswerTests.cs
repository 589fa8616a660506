using System.Text;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;

namespace FaunaFunctions.Core.Tests.Fauna.V10;

/// <summary>Pages of feeds as a running server puts them on the wire.</summary>
public class V10FeedAnswerTests
{
    private const string Stats = ""","stats":{"read_ops":1,"storage_bytes_read":54,"compute_ops":1,"processing_time_ms":5,"rate_limits_hit":[]}""";

    [Fact]
    public void A_page_of_added_changed_removed_and_expired_documents()
    {
        var json = Page(
            true,
            Event("add", Document("1"), 10, "c1"),
            Event("update", """{"@doc":{"@object":{"id":"2","coll":{"@mod":"C"},"ts":{"@time":"2026-11-22T22:28:39.220Z"},"@a":{"@int":"1"}}}}""", 10, "c2"),
            Event("remove", Document("1"), 11, "c3"),
            Event("add", """{"@ref":{"id":"3","coll":{"@mod":"C"},"exists":false,"cause":"not found"}}""", 12, "c4"));

        var (events, next, hasMore) = V10FeedAnswer.Read(json, "changes");

        Assert.Equal(
            [(FeedEventKind.Written, 1L, 10L, "c1"), (FeedEventKind.Written, 2, 10, "c2"), (FeedEventKind.Removed, 1, 11, "c3"), (FeedEventKind.Expired, 3, 12, "c4")],
            events.Select(e => (e.Kind, e.Id, e.At, Encoding.UTF8.GetString(json.AsSpan()[e.Cursor]))));
        Assert.All(events, e => Assert.Equal((byte)'{', json[e.Document]));
        Assert.Equal(("end", true), (next, hasMore));
    }

    [Fact]
    public void A_page_without_events()
    {
        var (events, next, hasMore) = V10FeedAnswer.Read(Page(false), "changes");

        Assert.Empty(events);
        Assert.Equal(("end", false), (next, hasMore));
    }

    [Fact]
    public void A_start_before_history_is_lost_history_although_the_status_is_200()
    {
        var json = Page(false, """{"type":"error","error":{"code":"invalid_stream_start_time","message":"Stream start time 2026-11-12T22:28:39.220Z is too far in the past. Recreate the stream and try again."}""" + Stats + "}");

        Assert.Throws<SnapshotExpired>(() => V10FeedAnswer.Read(json, "changes"));
    }

    [Fact]
    public void A_change_that_cannot_be_shown_is_never_passed_over()
    {
        var json = Page(
            true,
            Event("add", Document("1"), 10, "c1"),
            """{"type":"error","error":{"code":"abort","message":"Query aborted.","abort":"boo"}""" + Stats + "}");

        var broken = Assert.Throws<FaunaFeedBroken>(() => V10FeedAnswer.Read(json, "changes of collection 'C'"));

        Assert.Contains("changes of collection 'C'", broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("boo", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_out_of_order_are_refused()
    {
        Assert.Throws<FaunaProtocolViolation>(
            () => V10FeedAnswer.Read(Page(false, Event("add", Document("2"), 10, "a"), Event("add", Document("1"), 10, "b")), "changes"));
        Assert.Throws<FaunaProtocolViolation>(
            () => V10FeedAnswer.Read(Page(false, Event("add", Document("1"), 10, "a"), Event("add", Document("2"), 9, "b")), "changes"));
    }

    [Fact]
    public void An_event_of_an_unknown_type_is_refused() =>
        Assert.Throws<FaunaProtocolViolation>(() => V10FeedAnswer.Read(Page(false, Event("status", Document("1"), 10, "a")), "changes"));

    [Fact]
    public void A_page_cut_anywhere_is_refused()
    {
        var json = Page(true, Event("add", Document("1"), 10, "c1"), Event("remove", Document("1"), 11, "c2"));
        var whole = json.AsSpan().IndexOf(",\"stats\":{\"read_ops\":1,\"storage_bytes_read\":54,\"compute_ops\":1,\"processing_time_ms\":9"u8);

        for (var length = 0; length < whole; length++)
        {
            Assert.Throws<FaunaProtocolViolation>(() => V10FeedAnswer.Read(json.AsSpan(0, length), "changes"));
        }
    }

    private static string Document(string id) =>
        "{\"@doc\":{\"id\":\"" + id + "\",\"coll\":{\"@mod\":\"C\"},\"ts\":{\"@time\":\"2026-11-22T22:28:39.220Z\"},\"a\":{\"id\":\"9\"}}}";

    private static string Event(string type, string data, long at, string cursor) =>
        $$"""{"type":"{{type}}","data":{{data}},"txn_ts":{{at}},"cursor":"{{cursor}}"{{Stats}}}""";

    private static byte[] Page(bool hasMore, params string[] events) =>
        Encoding.UTF8.GetBytes(
            $$"""{"events":[{{string.Join(',', events)}}],"cursor":"end","has_next":{{(hasMore ? "true" : "false")}}"""
            + ""","stats":{"read_ops":1,"storage_bytes_read":54,"compute_ops":1,"processing_time_ms":9,"rate_limits_hit":[]}}""");
}
