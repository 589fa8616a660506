using System.Text.Json;

namespace FaunaFunctions.App.Tests.Http;

public sealed class StatusAndResetTests
{
    [Fact]
    public async Task The_status_of_an_export_that_never_ran_has_its_timers_and_nothing_else()
    {
        await using var app = await HttpApp.StartAsync();

        var answer = await app.GetAsync("/api/status/things");

        Assert.Equal((200, "things", "things"), (answer.Status, answer["export"], answer["collection"]));
        Assert.Null(answer["through"]);
        Assert.Null(answer["lagSeconds"]);
        Assert.Equal(0, answer.Json.GetProperty("runs").GetArrayLength());
        var next = DateTimeOffset.UnixEpoch.AddMicroseconds(answer.Json.GetProperty("nextRun").GetInt64());
        Assert.Equal((0, 0), (next.Minute % 5, next.Second));
        Assert.InRange(next, DateTimeOffset.UtcNow.AddSeconds(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal(DayOfWeek.Sunday, DateTimeOffset.UnixEpoch.AddMicroseconds(answer.Json.GetProperty("nextSnapshot").GetInt64()).DayOfWeek);
    }

    [Fact]
    public async Task The_status_follows_runs()
    {
        await using var app = await HttpApp.StartAsync(20);
        var run = await app.PostAsync("/api/sync/things?wait=30");
        app.Database.Put("things", HttpApp.Document(21));
        await app.PostAsync("/api/sync/things?wait=30");

        var one = await app.GetAsync("/api/status/THINGS?runs=1");
        var all = await app.GetAsync("/api/status");

        Assert.Equal("things", one["export"]);
        Assert.Equal(run["through"], one["snapshot"]);
        Assert.True(one.Json.GetProperty("through").GetInt64() > one.Json.GetProperty("snapshot").GetInt64());
        Assert.InRange(one.Json.GetProperty("lagSeconds").GetDouble(), 0, 60);
        var past = Assert.Single(one.Json.GetProperty("runs").EnumerateArray());
        Assert.Equal(("incremental", "succeeded", 1), (past.GetProperty("mode").GetString(), past.GetProperty("outcome").GetString(), past.GetProperty("rows").GetInt32()));
        Assert.Equal(["things", "full", "broken"], all.Json.GetProperty("exports").EnumerateArray().Select(e => e.GetProperty("export").GetString()));
        Assert.Equal(2, all.Json.GetProperty("exports")[0].GetProperty("runs").GetArrayLength());
        Assert.False(all.Json.GetProperty("exports")[1].TryGetProperty("nextRun", out _), "It has no schedule.");
    }

    [Fact]
    public async Task A_run_that_nobody_asked_for_is_unknown_and_one_before_the_position_was_idle()
    {
        await using var app = await HttpApp.StartAsync(1);
        var never = await app.GetAsync("/api/status/things?run=1700000000000000");
        await app.PostAsync("/api/sync/things?wait=30");
        var asked = await app.PostAsync("/api/sync/things?wait=30");
        var ticket = asked.Json.GetProperty("through").GetInt64().ToString("D16", System.Globalization.CultureInfo.InvariantCulture);
        var before = await app.GetAsync($"/api/status/things?run={ticket}");

        Assert.Equal("unknown", State(never));
        Assert.Equal("idle", State(before));
    }

    [Fact]
    public async Task After_a_reset_the_next_run_is_a_full_one()
    {
        await using var app = await HttpApp.StartAsync(20);
        await app.PostAsync("/api/sync/things?wait=30");
        var exported = await app.GetAsync("/api/status/things");

        var reset = await app.PostAsync("/api/reset/things");
        var after = await app.GetAsync("/api/status/things");
        var run = await app.PostAsync("/api/sync/things?wait=30");

        Assert.Equal((200, "things", exported["through"]), (reset.Status, reset["export"], reset["through"]));
        Assert.Contains("next run takes a new full export", reset["message"]);
        Assert.Null(after["through"]);
        Assert.Equal(("full", "20"), (run["mode"], run["rows"]));
    }

    [Fact]
    public async Task A_reset_says_what_becomes_of_documents_that_were_deleted_meanwhile()
    {
        await using var app = await HttpApp.StartAsync(20);
        await app.PostAsync("/api/sync/things?wait=30");
        app.Database.Delete("things", 7);

        var reset = await app.PostAsync("/api/reset/things");
        var run = await app.PostAsync("/api/sync/things?wait=30");

        Assert.Contains("deleted meanwhile are not in it; with deletions on, they get inferred deletion records", reset["message"]);
        Assert.Equal(("full", "19"), (run["mode"], run["rows"]));
        var inferred = Assert.Single(Directory.EnumerateDirectories(app.Storage, "*-inferred", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.EnumerateFiles(inferred, "part-*"));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_read_is_said_and_a_reset_mends_it()
    {
        await using var app = await HttpApp.StartAsync(20);
        await app.PostAsync("/api/sync/things?wait=30");
        var cursor = Directory.EnumerateFiles(app.Storage, "*.json", SearchOption.AllDirectories).Single(f => f.Contains("cursor", StringComparison.OrdinalIgnoreCase) && f.Contains("things", StringComparison.Ordinal) && !f.Contains("runs", StringComparison.Ordinal));
        await File.WriteAllTextAsync(cursor, "{ half", TestContext.Current.CancellationToken);

        var status = await app.GetAsync("/api/status/things");
        var all = await app.GetAsync("/api/status");
        var reset = await app.PostAsync("/api/reset/things");
        var run = await app.PostAsync("/api/sync/things?wait=30");

        status.Problem(500, "storage-inconsistent");
        Assert.Equal(200, all.Status);
        var exports = all.Json.GetProperty("exports").EnumerateArray().ToList();
        Assert.Contains("cannot be read", exports[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(exports[0].TryGetProperty("nextRun", out _), "Its schedule is known all the same.");
        Assert.Equal(["full", "broken"], exports.Skip(1).Where(e => !e.TryGetProperty("error", out _)).Select(e => e.GetProperty("export").GetString()));
        Assert.Equal(200, reset.Status);
        Assert.Equal("20", run["rows"]);
    }

    private static string? State(HttpApp.Answer answer) => answer.Json.TryGetProperty("sync", out var sync) ? sync.GetProperty("state").GetString() : JsonValueKind.Undefined.ToString();
}
