using System.Text;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using static FaunaFunctions.Core.Fauna.V4.V4Form;

namespace FaunaFunctions.Core.Tests.Fauna.V4;

/// <summary>Every form against what the official driver sends for the same query, byte for byte.</summary>
public sealed class V4QueryTests
{
    private static readonly Dictionary<string, string> Driver = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Fauna", "Data", "driver-requests.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(fields => fields[0], fields => fields[1]);

    [Fact]
    public void Forms_are_those_of_the_official_driver()
    {
        var forms = new (string Name, V4Expression Form)[]
        {
            ("pagDocs", Paginate(Documents("spells"), 64)),
            ("pagAfter", Paginate(Documents("spells"), 64, Array(Ref("spells", "101")))),
            ("matchNone", Match("i")),
            ("range", Range(Match("by_ts"), Array(Value(123)), Array(Value(456)))),
            ("rangeOpen", Range(Match("by_ts"), Value(123), Array())),
            ("events", Paginate(Events(Documents("spells")), 10, V4Queries.EventCursor("spells", new RemovalCursor(5, false, 1)))),
            ("get", Get(Ref("spells", "1"))),
            ("ref", Ref("c", "1")),
            ("select2", Select("ref", Var("d"))),
            ("at2", At(1700000000000000, Get(Collection("x")))),
            ("toMicros", NowMicros()),
            ("count", Count(Documents("c"))),
            ("equals", Equal(Value(1), Value(2))),
            ("do", Do(Value(1), Value(2))),
            ("object", V4Form.Object(("a", Value(1)))),
        };

        foreach (var (name, form) in forms)
        {
            Assert.Equal(Driver[name], Text(form));
        }
    }

    [Fact]
    public void Pages_of_documents_are_pinned_whole()
    {
        var map = Driver["mapGet"].Replace("""{"paginate":{"documents":{"collection":"spells"}}}""", "{0}", StringComparison.Ordinal);
        var page = map.Replace("{0}", Driver["pagAfter"], StringComparison.Ordinal);

        Assert.Equal($$"""{"at":17,"expr":{{page}}}""", Text(V4Queries.DocumentBodies("spells", 17, 101, 64)));
        Assert.Equal(
            $$"""{"at":17,"expr":{{page.Replace("""{"get":{"var":"x"}}""", """{"select":"id","from":{"var":"x"}}""", StringComparison.Ordinal)}}}""",
            Text(V4Queries.DocumentIds("spells", 17, 101, 64)));
    }

    [Fact]
    public void No_cursor_starts_at_a_negative_id()
    {
        Assert.DoesNotContain("after", Text(V4Queries.DocumentIds("c", 17, -5, 64)), StringComparison.Ordinal);
        Assert.DoesNotContain("after", Text(V4Queries.DocumentBodies("c", 17, null, 64)), StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_of_updates_are_ranges_from_a_time_or_a_time_and_reference()
    {
        var scan = new UpdateScan(456, 122);

        Assert.Equal(
            "{\"at\":456,\"expr\":{\"paginate\":" + Driver["range"] + ",\"size\":7}}",
            Text(V4Queries.UpdateEntries("by_ts", "c", scan, new UpdateStart(123, null), 7)));
        Assert.Equal(
            """{"at":456,"expr":{"map":{"lambda":"x","expr":{"get":{"select":1,"from":{"var":"x"}}}},"collection":{"paginate":{"range":{"match":{"index":"by_ts"},"terms":[]},"from":[200,{"ref":{"collection":"c"},"id":"9"}],"to":[456]},"size":7}}}""",
            Text(V4Queries.UpdateBodies("by_ts", "c", scan, new UpdateStart(200, 9), 7)));
    }

    [Fact]
    public void Removals_are_read_together_with_a_look_at_history_and_at_each_document_then()
    {
        Assert.Equal(
            """{"do":[{"at":199,"expr":{"select":"data","from":{"paginate":{"documents":{"collection":"c"}},"size":1}}},"""
            + """{"at":456,"expr":{"map":{"lambda":"e","expr":{"if":{"equals":[{"select":"action","from":{"var":"e"}},"remove"]},"then":[{"select":"ts","from":{"var":"e"}},{"select":["document","id"],"from":{"var":"e"}},{"exists":{"select":"document","from":{"var":"e"}},"ts":{"select":"ts","from":{"var":"e"}}}],"else":[{"select":"ts","from":{"var":"e"}},{"select":["document","id"],"from":{"var":"e"}}]}},"collection":{"paginate":{"events":{"documents":{"collection":"c"}}},"size":9,"after":200}}}]}""",
            Text(V4Queries.Removals("c", 456, 199, Value(200), 9)));
    }

    [Fact]
    public void A_probe_without_removals_does_not_look_at_history()
    {
        var with = Text(V4Queries.Probe("by_ts", "c", 122, true, 16, null));
        var without = Text(V4Queries.Probe("by_ts", "c", 122, false, 16, null));

        Assert.StartsWith(
            """[{"to_micros":{"now":null}},{"select":"data","from":{"paginate":{"range":{"match":{"index":"by_ts"},"terms":[]},"from":[123],"to":[]},"size":1}},""",
            without, StringComparison.Ordinal);
        Assert.StartsWith(without[..^1], with, StringComparison.Ordinal);
        Assert.DoesNotContain("\"at\"", without, StringComparison.Ordinal);
        Assert.EndsWith(
            """,{"at":122,"expr":{"select":"data","from":{"paginate":{"documents":{"collection":"c"}},"size":1}}}]""", with, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_reach_the_server_as_they_are()
    {
        Assert.Equal("""{"collection":"a;@+$-_.!~%\"é"}""", Text(Collection("a;@+$-_.!~%\"é")));
    }

    [Theory]
    [InlineData(1700000000000000, true, 101, "1700000000000000,remove,101")]
    [InlineData(5, false, -9223372036854775808, "5,add,-9223372036854775808")]
    public void A_removal_cursor_survives_being_stored(long ts, bool isRemove, long id, string text)
    {
        var cursor = new RemovalCursor(ts, isRemove, id);

        Assert.Equal(text, cursor.ToString());
        Assert.Equal(cursor, RemovalCursor.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5,remove")]
    [InlineData("5,delete,1")]
    [InlineData("x,add,1")]
    [InlineData("5,add,1,2")]
    public void What_is_no_removal_cursor_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => RemovalCursor.Parse(text));
    }

    private static string Text(V4Expression expression) => Encoding.UTF8.GetString(Render(expression).Span);
}
