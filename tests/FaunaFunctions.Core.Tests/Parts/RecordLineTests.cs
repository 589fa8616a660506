using System.Text;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Parts;

public sealed class RecordLineTests
{
    [Theory]
    [InlineData("{\"ref\":\"1\",\"ts\":3500}", 1, 3500, "Version")]
    [InlineData("{\"ref\":\"-9223372036854775808\",\"ts\":-1,\"data\":{\"ref\":1,\"ts\":2}}", long.MinValue, -1, "Version")]
    [InlineData("{\"ref\":\"0\",\"ts\":0,\"deleted_at\":\"1970-01-01T00:00:00.000000Z\"}", 0, 0, "Deletion")]
    [InlineData("{\"ref\":\"0\",\"ts\":0,\"deleted_at\":\"x\",\"deleted_inferred\":true}", 0, 0, "InferredDeletion")]
    [InlineData("{\"ref\":\"5\",\"ts\":6,\"data\":{},\"deleted_at\":\"x\"}", 5, 6, "Version")]
    [InlineData("{\"ref\":\"5\",\"ts\":6,\"deleted_inferred\":true}", 5, 6, "Version")]
    public void A_record_tells_its_key_and_kind(string line, long id, long ts, string kind)
    {
        Assert.Null(RecordLine.Read(Encoding.UTF8.GetBytes(line), "deleted_at"u8, out var key, out var found));
        Assert.Equal((new DocumentKey(ts, id), kind), (key, found.ToString()));
    }

    [Fact]
    public void Without_deletions_no_column_marks_one()
    {
        Assert.Null(RecordLine.Read("{\"ref\":\"1\",\"ts\":2,\"\":\"x\"}"u8, default, out _, out var kind));
        Assert.Equal(RecordKind.Version, kind);
    }

    [Theory]
    [InlineData("{\"ref\":\"1\",\"ts\":3500")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500} {}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500}}")]
    [InlineData("{\"ref\":1,\"ts\":3500}")]
    [InlineData("{\"ref\":\"01\",\"ts\":3500}")]
    [InlineData("{\"ref\":\"+1\",\"ts\":3500}")]
    [InlineData("{\"ref\":\"-0\",\"ts\":3500}")]
    [InlineData("{\"ref\":\"9223372036854775808\",\"ts\":3500}")]
    [InlineData("{\"ts\":3500,\"ref\":\"1\"}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500.5}")]
    [InlineData("{\"ref\":\"1\",\"ts\":\"3500\"}")]
    [InlineData("{\"ref\":\"1\",\"data\":{}}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500,\"data\":{},\"ts\":3600}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500,\"deleted_at\":\"x\",\"data\":{}}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500,\"data\":{\"a\":NaN}}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500,\"deleted_at\":\"x\",\"deleted_inferred\":false}")]
    [InlineData("{\"ref\":\"1\",\"ts\":3500,\"deleted_at\":\"x\",\"deleted_inferred\":true,\"data\":{}}")]
    [InlineData("{\"\\udc00\":\"1\",\"ts\":3500}")]
    [InlineData("[]")]
    [InlineData("")]
    public void Anything_else_is_no_record(string line) =>
        Assert.NotNull(RecordLine.Read(Encoding.UTF8.GetBytes(line), "deleted_at"u8, out _, out _));

    [Fact]
    public void What_is_wrong_with_a_line_shows_nothing_of_it()
    {
        var wrong = RecordLine.Read(Encoding.UTF8.GetBytes("{\"ref\":\"1\",\"ts\":3500,\"data\":tcanary" + new string('y', 5000) + "}"), default, out _, out _);

        Assert.Equal("is not JSON, at its byte 29", wrong);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_no_record()
    {
        byte[] line = [.. "{\"ref\":\"1\",\"ts\":1,\"data\":\""u8, 0xff, .. "\"}"u8];

        Assert.Equal("is not UTF-8", RecordLine.Read(line, default, out _, out _));
    }
}
