using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Tests.Exporting;

public sealed class PageSizerTests
{
    [Fact]
    public void The_first_page_is_small_because_nothing_is_known_of_the_documents()
    {
        var sizer = new PageSizer(1000, 16, 4 << 20);

        Assert.Equal(16, sizer.Next());
        Assert.False(sizer.Knows);
    }

    [Fact]
    public void Pages_grow_to_the_setting_when_documents_are_small()
    {
        var sizer = new PageSizer(1000, 16, 4 << 20);

        sizer.Observe(16, 16_000);
        Assert.Equal(128, sizer.Next());
        sizer.Observe(128, 128_000);

        Assert.Equal(1000, sizer.Next());
    }

    [Fact]
    public void Pages_of_large_documents_hold_as_many_as_fit()
    {
        var sizer = new PageSizer(1000, 16, 4 << 20);

        sizer.Observe(16, 16 << 20);

        Assert.Equal(4, sizer.Next());
    }

    [Fact]
    public void A_page_has_at_least_one_document()
    {
        var sizer = new PageSizer(1000, 16, 1 << 20);

        sizer.Observe(1, 50 << 20);

        Assert.Equal(1, sizer.Next());
    }

    [Fact]
    public void A_timeout_halves_the_pages_and_good_pages_grow_them_again()
    {
        var sizer = new PageSizer(64, 64, 4 << 20);
        sizer.Observe(64, 6400);

        Assert.Equal(32, sizer.TooLarge(64));
        Assert.Equal(32, sizer.Next());
        for (var page = 0; page < 16; page++)
        {
            sizer.Observe(32, 3200);
        }

        Assert.Equal(40, sizer.Next());
    }

    [Fact]
    public void A_single_document_cannot_be_asked_for_in_halves() =>
        Assert.Equal(1, new PageSizer(64, 64, 4 << 20).TooLarge(1));

    [Fact]
    public void Estimates_are_on_the_safe_side()
    {
        var sizer = new PageSizer(1000, 16, 4 << 20);

        sizer.Observe(16, 16_000);

        Assert.True(sizer.Estimate(100) > 100_000);
    }
}
