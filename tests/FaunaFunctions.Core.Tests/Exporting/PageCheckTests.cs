using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting;

public sealed class PageCheckTests
{
    private static readonly DocumentScan Documents = new(At: 1000);
    private static readonly UpdateScan Updates = new(At: 1000, After: 500);

    [Fact]
    public void A_page_that_holds_what_the_outline_holds_is_accepted()
    {
        var check = new PageCheck(Documents, Ids(1, 2, 5));

        Assert.True(check.Accept(new DocumentKey(10, 1), null));
        Assert.True(check.Accept(new DocumentKey(900, 2), new DocumentKey(0, 1)));
        Assert.True(check.Accept(new DocumentKey(1000, 5), new DocumentKey(0, 2)));
        Assert.Empty(check.Finish(next: null));
    }

    [Fact]
    public void A_document_that_the_outline_does_not_hold_is_refused_by_name()
    {
        var check = new PageCheck(Documents, Ids(1, 5));
        check.Accept(new DocumentKey(10, 1), null);

        var refused = Assert.Throws<PageDisagrees>(() => check.Accept(new DocumentKey(10, 3), new DocumentKey(0, 1)));

        Assert.Contains("document 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_left_out_in_the_middle_and_at_the_end_are_found()
    {
        var check = new PageCheck(Documents, Ids(1, 2, 3, 4));
        check.Accept(new DocumentKey(10, 1), null);
        check.Accept(new DocumentKey(10, 3), new DocumentKey(0, 1));

        Assert.Equal([new DocumentKey(0, 2), new DocumentKey(0, 4)], check.Finish(next: null));
    }

    [Fact]
    public void A_document_of_the_next_range_in_the_place_of_a_missing_one_is_left_to_it()
    {
        var check = new PageCheck(Documents, Ids(1, 2));
        check.Accept(new DocumentKey(10, 1), null);

        Assert.False(check.Accept(new DocumentKey(10, 7), new DocumentKey(0, 1)));
        Assert.Equal([new DocumentKey(0, 2)], check.Finish(next: null));
    }

    [Fact]
    public void A_document_beyond_a_complete_range_is_refused()
    {
        var check = new PageCheck(Documents, Ids(1));
        check.Accept(new DocumentKey(10, 1), null);

        Assert.Throws<PageDisagrees>(() => check.Accept(new DocumentKey(10, 7), new DocumentKey(0, 1)));
    }

    [Fact]
    public void A_page_whose_cursor_points_before_the_next_range_shows_a_document_that_the_outline_left_out()
    {
        var check = new PageCheck(Documents, Ids(1));
        check.Accept(new DocumentKey(10, 1), null);

        var refused = Assert.Throws<PageDisagrees>(() => check.Finish(next: new DocumentKey(0, 5)));

        Assert.Contains("Document 5", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_goes_on_where_the_outline_ends_is_refused()
    {
        var check = new PageCheck(Documents, new OutlineRange(null, new DocumentKey[] { new(0, 1) }, Following: null));
        check.Accept(new DocumentKey(10, 1), null);

        Assert.Throws<PageDisagrees>(() => check.Finish(next: new DocumentKey(0, 2)));
    }

    [Fact]
    public void The_first_of_the_next_range_may_have_expired_when_this_one_is_read()
    {
        var check = new PageCheck(Documents, Ids(1));
        check.Accept(new DocumentKey(10, 1), null);

        Assert.Empty(check.Finish(next: new DocumentKey(0, 9)));
    }

    [Fact]
    public void A_document_newer_than_the_snapshot_is_refused() =>
        Assert.Throws<PageDisagrees>(() => new PageCheck(Documents, null).Accept(new DocumentKey(1001, 1), null));

    [Fact]
    public void An_update_from_before_the_window_is_refused() =>
        Assert.Throws<PageDisagrees>(() => new PageCheck(Updates, null).Accept(new DocumentKey(500, 1), null));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 4)]
    public void A_page_out_of_order_is_refused(long before, long then) =>
        Assert.Throws<PageDisagrees>(() => new PageCheck(Documents, null).Accept(new DocumentKey(10, then), new DocumentKey(0, before)));

    [Fact]
    public void Updates_are_compared_by_time_and_id()
    {
        var check = new PageCheck(Updates, new OutlineRange(null, new DocumentKey[] { new(600, 9), new(700, 1) }, null));

        Assert.True(check.Accept(new DocumentKey(600, 9), null));
        Assert.Throws<PageDisagrees>(() => check.Accept(new DocumentKey(650, 1), new DocumentKey(600, 9)));
    }

    private static OutlineRange Ids(params long[] ids) => new(null, ids.Select(id => new DocumentKey(0, id)).ToArray(), Following: new DocumentKey(0, 7));
}
