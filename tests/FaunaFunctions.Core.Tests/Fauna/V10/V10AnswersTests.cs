using System.Text;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;

namespace FaunaFunctions.Core.Tests.Fauna.V10;

public class V10AnswersTests
{
    private const string Tail = ""","summary":"","txn_ts":1795386517893000,"stats":{"compute_ops":1,"read_ops":1},"schema_version":1795386500000000}""";

    [Fact]
    public void The_transaction_time_stands_behind_the_data() =>
        Assert.Equal(1795386517893000, V10Answers.TransactionTime(Answer("""{"txn_ts":5}""")));

    [Fact]
    public void A_page_with_something_behind_it()
    {
        var json = Answer("""{"next":["65"],"page":{"data":[{"@doc":{"id":"1"}}],"after":"hdW"}}""");

        var (next, first) = V10Answers.PageHead(json);

        Assert.Equal(65, next);
        Assert.Equal("""{"@doc""", Encoding.UTF8.GetString(json.AsSpan(first, 6)));
    }

    [Fact]
    public void A_page_with_nothing_in_it()
    {
        var json = Answer("""{"next":[],"page":{"data":[]}}""");

        var (next, first) = V10Answers.PageHead(json);

        Assert.Null(next);
        Assert.Equal((byte)']', json[first]);
    }

    [Fact]
    public void Ids_come_in_order_or_not_at_all()
    {
        Assert.Equal([1, 2], V10Answers.Ids(Answer("""{"data":["1","2"],"after":"x"}""")).Select(key => key.Id));
        Assert.Throws<FaunaProtocolViolation>(() => V10Answers.Ids(Answer("""{"data":["2","1"]}""")));
        Assert.Throws<FaunaProtocolViolation>(() => V10Answers.Ids(Answer("""{"data":[null]}""")));
    }

    [Theory]
    [InlineData("""{"@ref":{"id":"9","coll":{"@mod":"C"},"exists":false,"cause":"not found"}}""", "not found")]
    [InlineData("""{"@ref":{"id":"9","coll":{"@mod":"C"},"exists":false,"cause":"permission denied"}}""", "permission denied")]
    [InlineData("""{"@doc":{"id":"9","coll":{"@mod":"C"},"cause":"no"}}""", null)]
    public void Why_a_document_is_not_there(string wire, string? cause) =>
        Assert.Equal((cause, "not found"), V10Answers.Causes(Answer("{\"now\":" + wire + ""","then":{"@ref":{"id":"9","coll":{"@mod":"C"},"exists":false,"cause":"not found"}}}""")));

    [Theory]
    [InlineData("""{"error":{"code":"invalid_argument","message":"invalid argument `collection`: No such user collection `nope`."},"summary":"error: …"}""", typeof(FaunaNotFound))]
    [InlineData("""{"error":{"code":"permission_denied","message":"Insufficient privileges to read from collection C."}}""", typeof(FaunaPermissionDenied))]
    [InlineData("""{"error":{"code":"invalid_request","message":"Error evaluating provided event source, Insufficient privileges to read from collection C."}}""", typeof(FaunaPermissionDenied))]
    [InlineData("""{"error":{"code":"invalid_request","message":"Requested timestamp 2001-01-01T00:00:00Z less than minimum allowed timestamp 2026-11-21T22:13:37.965Z."}}""", typeof(SnapshotExpired))]
    [InlineData("""{"error":{"code":"invalid_null_access","message":"Cannot access `foo` on null."},"summary":"error: x"}""", typeof(FaunaRequestRefused))]
    public void Errors_of_queries_have_types_of_their_own(string body, Type type)
    {
        var call = new FaunaCall { Body = default, Subject = "documents of collection 'C'", Endpoint = FaunaEndpoint.V10Query };

        var failed = StatusFailure.From(400, Encoding.UTF8.GetBytes(body), call, "http://localhost", new SecretScrub(new Secret("s")));

        Assert.Equal((Repeats.Never, type), (failed.Repeats, failed.Error("").GetType()));
    }

    [Fact]
    public void What_failed_its_validation_is_told_by_the_summary()
    {
        var call = new FaunaCall { Body = default, Subject = "documents", Endpoint = FaunaEndpoint.V10Query };
        var body = """{"error":{"code":"invalid_query","message":"The query failed 1 validation check"},"summary":"error: Unbound variable `Nope`\nat *query*:1:1"}"""u8;

        var failed = StatusFailure.From(400, body, call, "http://localhost", new SecretScrub(new Secret("s")));

        Assert.Contains("Unbound variable `Nope`", failed.Error("").Message, StringComparison.Ordinal);
    }

    private static byte[] Answer(string data) => Encoding.UTF8.GetBytes("{\"data\":" + data + Tail);
}
