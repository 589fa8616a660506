using CsCheck;
using FaunaFunctions.Core.Databases;

namespace FaunaFunctions.Core.Tests.Databases;

public sealed class ChildNameTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("OrderItem_2-a", "OrderItem_2-a")]
    [InlineData("_database", "~5fdatabase")]
    [InlineData("_state", "~5fstate")]
    [InlineData(".leases", "~2eleases")]
    [InlineData("latest.json", "latest~2ejson")]
    [InlineData("a~b", "a~7eb")]
    [InlineData("a;b@c+d$e!f%g", "a~3bb~40c~2bd~24e~21f~25g")]
    [InlineData("zürich/№", "z~c3~bcrich~2f~e2~84~96")]
    public void A_name_is_a_folders_whatever_the_collections_is(string collection, string name)
    {
        Assert.Equal(name, ChildName.Of(collection));
        Assert.Equal(collection, ChildName.TextOf(name));
    }

    [Fact]
    public void Two_collections_never_share_a_name_and_every_name_reads_back()
    {
        var text = Gen.Char["abABzZ09_-.~;%/ü№ "].Array[0, 12].Select(chars => new string(chars));

        Gen.Select(text, text).Sample((one, other) =>
        {
            var (first, second) = (ChildName.Of(one), ChildName.Of(other));
            Assert.Equal(one, ChildName.TextOf(first));
            Assert.Equal(one == other, first == second);
            Assert.All(first, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '~'));
        });
    }

    [Fact]
    public void Names_that_differ_in_case_alone_differ_in_more()
    {
        string[] collections = ["orders", "Orders", "ORDERS", "oRders", "Orders~"];
        var taken = new List<string>();
        foreach (var collection in collections)
        {
            taken.Add(ChildName.Among(collection, taken));
        }

        Assert.Equal("orders", taken[0]);
        Assert.Equal("Orders~~01", taken[1]);
        Assert.Equal(collections.Length, taken.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(collections, taken.Select(ChildName.TextOf));
    }

    [Fact]
    public void A_very_long_name_is_cut_and_stays_its_own()
    {
        var one = new string('x', 300) + "1";
        var other = new string('x', 300) + "2";

        Assert.InRange(ChildName.Of(one).Length, 1, 150);
        Assert.NotEqual(ChildName.Of(one), ChildName.Of(other));
        Assert.Null(ChildName.TextOf(ChildName.Of(one)));
    }

    [Theory]
    [InlineData("log", "log", true)]
    [InlineData("log", "logs", false)]
    [InlineData("log", "Log", false)]
    [InlineData("tmp_*", "tmp_", true)]
    [InlineData("tmp_*", "tmp_a", true)]
    [InlineData("tmp_*", "a_tmp_a", false)]
    [InlineData("*_old", "a_old", true)]
    [InlineData("*_old", "a_older", false)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("a*b*c", "a1b2c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*.*", "a.b", true)]
    public void A_star_stands_for_any_characters(string pattern, string name, bool matches) =>
        Assert.Equal(matches, ExcludePattern.Matches(pattern, name));
}
