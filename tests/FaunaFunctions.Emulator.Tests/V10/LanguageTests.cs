namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>The language itself: what expressions are worth, in tagged format.</summary>
public sealed class LanguageTests(LanguageTests.Server server) : IClassFixture<LanguageTests.Server>
{
    [Theory]
    [InlineData("0x1F + 0b101 + 0o17", """{"@int":"51"}""")]
    [InlineData("1_000_000", """{"@int":"1000000"}""")]
    [InlineData("2 ** 10", """{"@int":"1024"}""")]
    [InlineData("1 + 2 * 3 - 4 / 2 % 3", """{"@int":"5"}""")]
    [InlineData("(1 + 2) * 3", """{"@int":"9"}""")]
    [InlineData("7 / 2.0", """{"@double":"3.5"}""")]
    [InlineData("-9223372036854775808", """{"@long":"-9223372036854775808"}""")]
    [InlineData("5 & 3 | 8 ^ 1", """{"@int":"9"}""")]
    [InlineData("1 < 2 && !(2 >= 3) || false", "true")]
    [InlineData("\"a\" + 'b' + \"\\u{1F525}\\x41\\u0042\\t\"", "\"ab🔥AB\\t\"")]
    [InlineData("let n = 2; \"n is #{n + 1}, #{\"in#{n}ner\"}\"", "\"n is 3, in2ner\"")]
    [InlineData("'no #{interpolation}'", "\"no #{interpolation}\"")]
    [InlineData("<<-END\n  a\n    b\n  END", "\"a\\n  b\\n\"")]
    [InlineData("// nothing\n1 /* or\n this */", """{"@int":"1"}""")]
    [InlineData("let a = 1\nlet b = a + 1\nb", """{"@int":"2"}""")]
    [InlineData("[1, 2, 3]\n  .map(x => x * 2)\n  .filter(x => x > 2)", """[{"@int":"4"},{"@int":"6"}]""")]
    [InlineData("[{ a: 1 }, { a: 5 }].where(.a > 2).map(.a)", """[{"@int":"5"}]""")]
    [InlineData("let f = (a, b) => { let c = a; c - b }\nf(5, 3)", """{"@int":"2"}""")]
    [InlineData("let x = 1; let f = () => x; let x = 2; f()", """{"@int":"1"}""")]
    [InlineData("if (1 == 2) \"a\" else if (1 == 1.0) \"b\" else \"c\"", "\"b\"")]
    [InlineData("if (false) 1", "null")]
    [InlineData("null ?? 3", """{"@int":"3"}""")]
    [InlineData("let o = { a: { b: null } }\n[o?.a?.b?.c.d, o.a[\"b\"], o?.x?.y]", "[null,null,null]")]
    [InlineData("[10, 20][1]", """{"@int":"20"}""")]
    [InlineData("{ a: 1, \"b c\": 2 } { a, missing, twice: .a * 2, \"q\": 3 }", """{"a":{"@int":"1"},"missing":null,"twice":{"@int":"2"},"q":{"@int":"3"}}""")]
    [InlineData("[{ a: { b: 1, c: 2 } }] { a { c } }", """[{"a":{"c":{"@int":"2"}}}]""")]
    [InlineData("[3, 1, 2].order()", """[{"@int":"1"},{"@int":"2"},{"@int":"3"}]""")]
    [InlineData("[1, 2, 3].fold(0, (sum, x) => sum + x)", """{"@int":"6"}""")]
    [InlineData("[1, 2, 2].toSet().distinct().concat([9].toSet()).toArray()", """[{"@int":"1"},{"@int":"2"},{"@int":"9"}]""")]
    [InlineData("Object.entries({ a: 1 })", """[["a",{"@int":"1"}]]""")]
    [InlineData("Time(\"2020-01-01T00:00:00Z\").add(90, \"minutes\")", """{"@time":"2020-01-01T01:30:00Z"}""")]
    [InlineData("Time(\"2020-01-01T00:00:00.000000001Z\").difference(Time(\"2019-12-31T00:00:00Z\"), \"days\")", """{"@int":"1"}""")]
    [InlineData("Time.epoch(-1, \"nanoseconds\")", """{"@time":"1969-12-31T23:59:59.999999999Z"}""")]
    [InlineData("Date(\"2024-02-28\").add(2, \"days\")", """{"@date":"2024-03-01"}""")]
    [InlineData("[1 isa Int, \"s\" isa Number, Math.abs(-3)]", """[true,false,{"@int":"3"}]""")]
    [InlineData("\"a,b\".split(\",\").map(.toUpperCase()).includes(\"B\")", "true")]
    [InlineData("ID(\"5\")", "\"5\"")]
    public void An_expression_is_worth(string query, string expected) => Assert.Equal(expected, server.Database.Ask(query));

    [Theory]
    [InlineData("1 +", "Expected expression")]
    [InlineData("let x = 1", "Missing return expression")]
    [InlineData("1 2", "Expected end-of-input")]
    [InlineData("[1, 2", "Expected `]` or `,`")]
    [InlineData("\"open", "Expected `\"`")]
    [InlineData("x", "Unbound variable `x`")]
    [InlineData("null.a", "Type `Null` does not have field `a`")]
    [InlineData("Collection.byName(", "Expected expression")]
    [InlineData("1 }", "Expected end-of-input")]
    public async Task A_query_that_cannot_be_right_is_refused(string query, string detail)
    {
        var reply = await server.Database.QueryAsync(query);

        Assert.Equal((400, "invalid_query", "The query failed 1 validation check"), (reply.Status, reply.Code, reply.Message));
        Assert.StartsWith("error: " + detail + "\nat *query*:1:", reply.Json.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("!")]
    [InlineData("-")]
    [InlineData("x => ")]
    [InlineData("{ a: ")]
    [InlineData("\"#{")]
    [InlineData("1 + ")]
    [InlineData("a.b.")]
    public async Task Nesting_without_end_is_refused_and_the_server_lives_on(string part)
    {
        var reply = await server.Database.QueryAsync(string.Concat(Enumerable.Repeat(part, 20_000)));

        Assert.Equal((400, "invalid_query"), (reply.Status, reply.Code));
        Assert.Equal("true", server.Database.Ask("true"));
    }

    [Fact]
    public void A_row_of_operators_or_calls_is_evaluated()
    {
        Assert.Equal("""{"@int":"900"}""", server.Database.Ask(string.Join(" + ", Enumerable.Repeat("1", 900))));
        Assert.Equal("""{"@int":"400"}""", server.Database.Ask("[1]" + string.Concat(Enumerable.Repeat(".append(1)", 399)) + ".length"));
    }

    [Fact]
    public async Task A_function_that_calls_itself_for_ever_overflows()
    {
        server.Database.Ask("""Function.create({ name: "again", body: "x => again(x)" })""");

        var reply = await server.Database.QueryAsync("again(1)");

        Assert.Equal((400, "stack_overflow"), (reply.Status, reply.Code));
    }

    public sealed class Server : IAsyncLifetime
    {
        internal FqlDatabase Database { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Database = await FqlDatabase.StartAsync();

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
