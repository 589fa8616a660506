using System.Text;
using CsCheck;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Cursors;

public sealed class PositionTextTests
{
    private static readonly Gen<RunPosition> s_positions = Gen.Select(
        Gen.Enum<RunPhase>(),
        Gen.Long,
        Gen.OneOf(Gen.Const((long?)null), Gen.Long.Select(since => (long?)since)),
        Gen.OneOf(Gen.Const((string?)null), Gen.String.Where(IsUnicode).Select(cursor => (string?)cursor)),
        Gen.OneOf(Gen.Const((DocumentKey?)null), Gen.Select(Gen.Long, Gen.Long, (ts, id) => (DocumentKey?)new DocumentKey(ts, id))),
        (phase, at, since, cursor, last) => new RunPosition(phase, at, since, cursor, last));

    [Fact]
    public void Every_position_comes_back_from_its_text() =>
        s_positions.Sample(position => Assert.Equal(position, PositionText.Parse(PositionText.Format(position))));

    [Fact]
    public void Two_positions_have_one_text_only_when_they_are_equal() =>
        Gen.Select(s_positions, s_positions).Sample((one, other) =>
            (one == other) == (PositionText.Format(one) == PositionText.Format(other)));

    [Fact]
    public void A_text_is_printable_ascii_which_any_store_can_keep_as_metadata() =>
        s_positions.Sample(position => PositionText.Format(position).All(c => c is >= ' ' and <= '~'));

    [Theory]
    [InlineData("documents at=1785000000000000 last=0:-394", RunPhase.Documents, 1785000000000000, null, null, -394L)]
    [InlineData("documents at=5", RunPhase.Documents, 5, null, null, null)]
    [InlineData("removals at=5 since=4 removals=%7B%22ts%22%3A1%7D", RunPhase.Removals, 5, 4L, "{\"ts\":1}", null)]
    [InlineData("removals at=5 since=4 removals=", RunPhase.Removals, 5, 4L, "", null)]
    [InlineData("finishing at=5 since=5", RunPhase.Finishing, 5, 5L, null, null)]
    public void Texts_stay_what_older_cursors_and_parts_hold(string text, RunPhase phase, long at, long? since, string? cursor, long? lastId)
    {
        var position = new RunPosition(phase, at, since, cursor, lastId is { } id ? new DocumentKey(0, id) : null);

        Assert.Equal(text, PositionText.Format(position));
        Assert.Equal(position, PositionText.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("documents")]
    [InlineData("nowhere at=5")]
    [InlineData("documents at=")]
    [InlineData("documents at=x")]
    [InlineData("documents at=05")]
    [InlineData("documents at=5 at=6")]
    [InlineData("documents  at=5")]
    [InlineData("documents at=5 ")]
    [InlineData("documents at=5 last=7")]
    [InlineData("documents at=5 last=:7")]
    [InlineData("documents last=0:1 at=5")]
    [InlineData("documents at=5 new=1")]
    [InlineData("documents at=9223372036854775808")]
    [InlineData("Documents at=5")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => PositionText.Parse(text));

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
