namespace FaunaFunctions.App.Tests.Http;

public sealed class VerifyTests
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task What_was_exported_is_read_again_and_counted_at_the_source(string api)
    {
        await using var app = await HttpApp.StartAsync(100, ("FAUNA_API", api));
        await app.PostAsync("/api/sync/things?wait=60&mode=full");

        var files = await app.PostAsync("/api/verify/THINGS");
        var source = await app.PostAsync("/api/verify/things?source=true");

        Assert.Equal((200, "things", "True"), (files.Status, files["export"], files["passed"]));
        Assert.False(files.Json.GetProperty("exports")[0].TryGetProperty("countAtSource", out _), "Nobody asked for it.");
        var one = source.Json.GetProperty("exports")[0];
        Assert.Equal((100, 100), (one.GetProperty("countAtSource").GetInt32(), one.GetProperty("report").GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task What_is_wrong_is_an_answer_and_no_error()
    {
        await using var app = await HttpApp.StartAsync(100);
        await app.PostAsync("/api/sync/things?wait=60&mode=full");
        File.Delete(Directory.EnumerateFiles(app.Storage, "part-00000001.*", SearchOption.AllDirectories).First());

        var answer = await app.PostAsync("/api/verify/things");

        Assert.Equal((200, "False"), (answer.Status, answer["passed"]));
        var findings = answer.Json.GetProperty("exports")[0].GetProperty("report").GetProperty("findings");
        Assert.Contains("PartMissing", findings.EnumerateArray().Select(finding => finding.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task An_export_without_a_snapshot_passes_unless_it_must_be_counted()
    {
        await using var app = await HttpApp.StartAsync();

        var files = await app.PostAsync("/api/verify/broken");
        var source = await app.PostAsync("/api/verify/broken?source=true");

        Assert.Equal(("True", "False"), (files["passed"], source["passed"]));
        Assert.Equal("there is no snapshot to compare with", source.Json.GetProperty("exports")[0].GetProperty("whyNotCounted").GetString());
    }

    [Fact]
    public async Task Verify_is_asked_with_POST()
    {
        await using var app = await HttpApp.StartAsync();

        (await app.GetAsync("/api/verify/things")).Problem(405, "wrong-method");
    }

    [Fact]
    public async Task A_snapshot_that_lost_too_much_is_a_problem_of_its_own_until_it_is_accepted()
    {
        await using var app = await HttpApp.StartAsync(10);
        await app.PostAsync("/api/sync/full?wait=60");
        for (var id = 1; id <= 8; id++)
        {
            app.Database.Delete("things", id);
        }

        var held = await app.PostAsync("/api/sync/full?wait=60");
        var status = await app.GetAsync("/api/status/full?runs=1");
        var accepted = await app.PostAsync("/api/sync/full?wait=60&acceptShrink=true");

        Assert.Contains("has 2 documents, and the last one has 10", held.Problem(422, "snapshot-held").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("held back", status.Json.GetProperty("runs")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal((200, "completed"), (accepted.Status, accepted["outcome"]));
    }
}
