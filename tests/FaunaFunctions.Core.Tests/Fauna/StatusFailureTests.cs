using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

public sealed class StatusFailureTests
{
    [Theory]
    [InlineData("v4-protocol 16", typeof(FaunaUnauthorized), "secret")]
    [InlineData("v4-setup-as-documented 13", typeof(FaunaPermissionDenied), "Grant 'read' on c.")]
    [InlineData("v4-protocol 46", typeof(FaunaNotFound), "undefined collection 'nope'")]
    [InlineData("v4-indexes 41", typeof(FaunaNotFound), "undefined index 'nope'")]
    [InlineData("v4-indexes 48", typeof(FaunaIndexNotActive), "Index 'd_ts' is not active.")]
    [InlineData("v4-events 58", typeof(SnapshotExpired), "minimum allowed timestamp")]
    [InlineData("v4-protocol 13", typeof(FaunaRequestRefused), "Unsupported or invalid API version '6'")]
    [InlineData("v4-protocol 29", typeof(FaunaRequestRefused), "Ref or Set expected, Integer provided. (HTTP 400 at get)")]
    [InlineData("v4-protocol 86", typeof(FaunaRequestRefused), "Allowed methods are GET, POST.")]
    [InlineData("v4-protocol 87", typeof(FaunaRequestRefused), "Not Found")]
    [InlineData("v4-events 65", typeof(FaunaRequestRefused), "Document not found.")]
    [InlineData("v4-protocol 75", typeof(FaunaTimeout), "Read timed out")]
    [InlineData("v4-protocol 36", typeof(FaunaUnavailable), "Illegal base64 character 2a")]
    public void Recorded_errors_become_what_a_caller_can_act_on(string name, Type type, string says)
    {
        var (status, response) = RecordedAnswers.Get(name);

        var error = Read(status, response).Error("");

        Assert.IsType(type, error);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-21T22:11:44.059Z", 1795299104059000)]
    [InlineData("2026-11-21T22:11:44Z", 1795299104000000)]
    [InlineData("2026-11-21T22:11:44.059123Z", 1795299104059123)]
    [InlineData("2026-11-21T22:11:44.059123001Z", 1795299104059124)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    public void The_oldest_time_that_can_be_read_is_told_in_microseconds(string minimum, long micros)
    {
        var error = Read(400, $$"""
            {
              "errors": [
                { "code": "bad request", "description": "Requested timestamp 2001-01-01T00:00:00Z less than minimum allowed timestamp {{minimum}}." }
              ]
            }
            """).Error("");

        Assert.Equal(micros, Assert.IsType<SnapshotExpired>(error).MinimumMicros);
    }

    [Fact]
    public void Recorded_minimum_is_read_from_a_pretty_printed_error()
    {
        var (status, response) = RecordedAnswers.Get("v4-events 58");

        Assert.Equal(1795299104059000, Assert.IsType<SnapshotExpired>(Read(status, response).Error("")).MinimumMicros);
    }

    [Theory]
    [InlineData("""{ "error": "request timeout: Client timed out." }""", 408, "request timeout")]
    [InlineData("""{ "error": "bad request" }""", 400, "bad request (HTTP 400)")]
    [InlineData("<html>not Fauna</html>", 400, "HTTP 400.")]
    [InlineData("", 410, "HTTP 410.")]
    [InlineData("{\"errors\":[{\"code\":\"\xD800", 400, "HTTP 400")]
    [InlineData("""{"errors":{"code":"x"}}""", 400, "HTTP 400.")]
    [InlineData("""{"errors":[]}""", 413, "HTTP 413.")]
    public void Errors_of_other_shapes_still_tell_what_they_can(string body, int status, string says)
    {
        Assert.Contains(says, Read(status, body).Error("").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Query exceeds max width. Max: 100000, current: 100001.")]
    [InlineData("Transaction does too much compute: got 12001, limit: 12000")]
    public void A_query_that_is_too_wide_or_costly_asks_for_a_smaller_page(string description)
    {
        var failed = Read(400, $$"""{"errors":[{"code":"bad request","description":"{{description}}"}]}""");

        Assert.IsType<FaunaPageTooLarge>(failed.Error(""));
        Assert.Equal(Repeats.Never, failed.Repeats);
    }

    private static FailedTry Read(int status, string body) => StatusFailure.From(
        status,
        Encoding.UTF8.GetBytes(body),
        new FaunaCall { Body = default, Subject = "documents", Privilege = "Grant 'read' on c." },
        "http://host",
        new SecretScrub(new Secret("fnAEcanary")));
}
