namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>What counts as the same answer, and what does not.</summary>
public sealed class SideTests
{
    private const long Then = 1_795_386_700_000_000;
    private const long Now = 1_800_000_000_123_456;

    [Fact]
    public void Instants_are_the_same_when_their_order_and_equality_are()
    {
        Assert.True(Same([$"[{Then + 10},{Then + 5},{Then + 10}]"], [$"[{Now + 700},{Now + 3},{Now + 700}]"]));
        Assert.False(Same([$"[{Then + 10},{Then + 5},{Then + 10}]"], [$"[{Now + 700},{Now + 3},{Now + 701}]"]));
        Assert.False(Same([$"[{Then + 10},{Then + 5}]"], [$"[{Now + 3},{Now + 700}]"]));
    }

    [Fact]
    public void Instants_are_ranked_over_all_answers_of_the_scenario()
    {
        Assert.True(Same([$"{Then + 10}", $"{Then + 5}"], [$"{Now + 10}", $"{Now + 9}"]));
        Assert.False(Same([$"{Then + 10}", $"{Then + 5}"], [$"{Now + 10}", $"{Now + 11}"]));
        Assert.False(Same([$"{Then}", $"{Then}"], [$"{Now}", $"{Now + 1}"]));
    }

    [Fact]
    public void An_instant_is_the_same_as_a_number_as_text_or_as_a_time()
    {
        Assert.True(Same(["""{"a":1795386700000000,"b":{"@ts":"2026-11-22T22:31:40Z"}}"""], [$$$"""{"a":{{{Now}}},"b":{"@ts":"2027-01-15T08:00:00.123456Z"}}"""]));
        Assert.False(Same(["""{"a":1795386700000000,"b":{"@ts":"2026-11-22T22:31:40Z"}}"""], [$$$"""{"a":{{{Now}}},"b":{"@ts":"2027-01-15T08:00:00.123457Z"}}"""]));
        Assert.True(Same([$"\"{Then}\""], [$"\"{Now}\""]));
    }

    [Fact]
    public void A_time_days_away_is_the_same_at_the_same_distance_in_days()
    {
        const long day = 86_400_000_000;

        Assert.True(Same([$"{Then - (2 * day)}"], [$"{Now - (2 * day) + 1000}"]));
        Assert.False(Same([$"{Then - (2 * day)}"], [$"{Now - (3 * day)}"]));
    }

    [Fact]
    public void A_time_far_away_is_a_plain_value()
    {
        Assert.True(Same(["""{"@ts":"2030-01-01T00:00:00Z"}"""], ["""{"@ts":"2030-01-01T00:00:00Z"}"""]));
        Assert.False(Same(["""{"@ts":"2030-01-01T00:00:00Z"}"""], ["""{"@ts":"2030-01-01T00:00:01Z"}"""]));
        Assert.False(Same(["1500000000000000"], ["1500000000000001"]));
    }

    [Fact]
    public void Generated_ids_are_the_same_by_their_order_of_appearance()
    {
        Assert.True(Same(["""["481430445233275392","481430445233275999","481430445233275392"]"""], ["""["300000000000000001","400000000000000001","300000000000000001"]"""]));
        Assert.False(Same(["""["481430445233275392","481430445233275999"]"""], ["""["400000000000000001","400000000000000001"]"""]));
        Assert.False(Same(["\"481430445233275392\""], ["\"101\""]));
    }

    [Theory]
    [InlineData("\"101\"", "\"102\"")]
    [InlineData("\"9223372036854775807\"", "\"9223372036854775806\"")]
    [InlineData("\"300000000000000000\"", "\"300000000000000001\"")]
    public void Ids_that_the_client_chose_are_plain_values(string recorded, string given)
    {
        Assert.True(Same([recorded], [recorded]));
        Assert.False(Same([recorded], [given]));
    }

    [Fact]
    public void Opaque_cursors_are_the_same_by_their_order_of_appearance()
    {
        Assert.True(Same(["""{"after":"hdWCIGlkZQ=="}""", """{"before":"hdWCIGlkZQ=="}"""], ["""{"after":"abcdefgh"}""", """{"before":"abcdefgh"}"""]));
        Assert.False(Same(["""{"after":"hdWCIGlkZQ=="}""", """{"before":"hdWCIGlkZQ=="}"""], ["""{"after":"abcdefgh"}""", """{"before":"abcdefgi"}"""]));
        Assert.False(Same(["""{"other":"abcdefgh"}"""], ["""{"other":"abcdefgi"}"""]));
    }

    [Fact]
    public void Doubles_are_compared_as_numbers()
    {
        Assert.True(Same(["[1.0E7,9.999999999999999E22,-0.0]"], ["[10000000.0,9.999999999999999e22,-0.0]"]));
        Assert.False(Same(["0.0"], ["-0.0"]));
        Assert.False(Same(["1.0"], ["1.0000000000000002"]));
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("[]", "{}")]
    [InlineData("{}", """{"a":null}""")]
    public void Values_of_another_type_or_value_differ(string recorded, string given) => Assert.False(Same([recorded], [given]));

    [Fact]
    public void The_order_of_keys_does_not_count_but_that_of_items_does()
    {
        Assert.True(Same(["""{"a":1,"b":[1,2]}"""], ["""{ "b": [1, 2], "a": 1 }"""]));
        Assert.False(Same(["[1,2]"], ["[2,1]"]));
    }

    [Fact]
    public void Secrets_and_hashes_are_masked_where_they_are_text()
    {
        Assert.True(Same(["""{"secret":"fnA","hashed_secret":"$2a$"}"""], ["""{"secret":"fnB","hashed_secret":"x"}"""]));
        Assert.False(Same(["""{"secret":"fnA"}"""], ["{}"]));
        Assert.False(Same(["""{"secret":1}"""], ["""{"secret":2}"""]));
    }

    [Fact]
    public void The_name_of_the_database_and_own_times_inside_texts_are_taken_out()
    {
        Assert.True(Same(["\"database t_db is gone\""], ["\"database mine is gone\""]));
        Assert.True(Same(
            ["\"Requested timestamp 2026-10-22T22:44:05.1Z less than minimum\""],
            ["\"Requested timestamp 2027-01-01T00:00:00Z less than minimum\""]));
        Assert.False(Same(["\"timestamp 2000-01-01T00:00:00Z less\""], ["\"timestamp 2001-01-01T00:00:00Z less\""]));
    }

    [Fact]
    public void The_text_of_an_internal_server_error_does_not_count()
    {
        Assert.True(Same(["""{"errors":[{"code":"internal server error","description":"a"}]}"""], ["""{"errors":[{"code":"internal server error","description":"b"}]}"""]));
        Assert.False(Same(["""{"errors":[{"code":"internal server error"}]}"""], ["""{"errors":[{"code":"bad request"}]}"""]));
    }

    [Fact]
    public void Text_that_is_not_JSON_is_compared_as_it_is()
    {
        Assert.True(Same(["Not here\n"], ["Not here"]));
        Assert.False(Same(["Not here"], ["Not there"]));
        Assert.False(Same(["{}"], ["{}}"]));
    }

    private static bool Same(string[] recorded, string[] given)
    {
        var (theirs, ours) = (new Side(Then, "t_db"), new Side(Now, "mine"));
        var (a, b) = (recorded.Select(theirs.Normalize).ToList(), given.Select(ours.Normalize).ToList());
        var (theirRanks, ourRanks) = (theirs.Ranks, ours.Ranks);
        return a.Select(x => x.Render(theirRanks)).SequenceEqual(b.Select(x => x.Render(ourRanks)));
    }
}
