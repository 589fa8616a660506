using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Http.Syncs;
using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Emulator.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace FaunaFunctions.App.Tests.Http;

public sealed class SyncTests
{
    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task A_run_that_ends_in_time_is_answered_with_its_result(string api)
    {
        await using var app = await HttpApp.StartAsync(100, ("FAUNA_API", api));

        var first = await app.PostAsync("/api/sync/things?wait=30");
        var idle = await app.PostAsync("/api/sync/things?wait=30");
        app.Database.Put("things", HttpApp.Document(101));
        app.Database.Delete("things", 7);
        var incremental = await app.PostAsync("/api/sync/things?wait=30");
        var full = await app.PostAsync("/api/sync/things?wait=30&mode=full");

        Assert.Equal((200, "completed", "full", "100"), (first.Status, first["outcome"], first["mode"], first["rows"]));
        Assert.Equal((200, "idle"), (idle.Status, idle["outcome"]));
        Assert.Equal(("completed", "incremental", "2", "1"), (incremental["outcome"], incremental["mode"], incremental["rows"], incremental["deletions"]));
        Assert.Equal(("full", "100"), (full["mode"], full["rows"]));
        Assert.True(File.Exists(Path.Combine(app.Storage, first["manifest"]!)), "There is no manifest.");
    }

    [Fact]
    public async Task A_run_that_takes_longer_is_asked_about_until_it_has_ended()
    {
        await using var app = await HttpApp.StartAsync(100);
        using var gate = new Gate(app.Fauna);

        var accepted = await app.PostAsync("/api/sync/things?wait=0");
        await gate.HoldsAsync();
        var running = await app.GetAsync(accepted.Location!.ToString());
        gate.Open();
        var ended = await app.PollAsync(accepted.Location.ToString(), status => status.GetProperty("sync").GetProperty("state").GetString() != "running");

        Assert.Equal((202, "running"), (accepted.Status, accepted["outcome"]));
        Assert.Equal(accepted.Location.ToString(), accepted["status"]);
        Assert.StartsWith("/api/status/things?run=", accepted.Location.ToString());
        Assert.Equal("running", running.Json.GetProperty("sync").GetProperty("state").GetString());
        Assert.True(running.Json.GetProperty("running").GetProperty("seconds").GetDouble() >= 0);
        var sync = ended.Json.GetProperty("sync");
        Assert.Equal("completed", sync.GetProperty("state").GetString());
        Assert.Equal(100, sync.GetProperty("result").GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task A_run_goes_on_when_its_caller_leaves()
    {
        await using var app = await HttpApp.StartAsync(100);
        using var gate = new Gate(app.Fauna);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var asking = app.PostAsync("/api/sync/things?wait=30", cancellationToken: leaves.Token);
        await gate.HoldsAsync();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        gate.Open();

        var status = await app.PollAsync("/api/status/things", s => s.TryGetProperty("through", out _));
        Assert.Equal("100", status.Json.GetProperty("runs")[0].GetProperty("rows").ToString());
    }

    [Fact]
    public async Task While_a_run_is_at_work_others_and_resets_are_refused()
    {
        await using var app = await HttpApp.StartAsync(100);
        using var gate = new Gate(app.Fauna);
        await app.PostAsync("/api/sync/things?wait=0");
        await gate.HoldsAsync();

        var sync = await app.PostAsync("/api/sync/THINGS?wait=1");
        var reset = await app.PostAsync("/api/reset/things");
        gate.Open();
        await app.PollAsync("/api/status/things", s => s.TryGetProperty("through", out _) && !s.TryGetProperty("running", out _));

        Assert.Equal("things", sync.Problem(409, "export-busy").GetProperty("detail").GetString()!.Split('\'')[1]);
        reset.Problem(409, "export-busy");
        Assert.Equal(200, (await app.PostAsync("/api/reset/things")).Status);
    }

    [Fact]
    public async Task A_run_of_another_process_is_a_conflict_too()
    {
        await using var app = await HttpApp.StartAsync(10);
        var registry = await app.Service<ExportSetup>().GetAsync(TestContext.Current.CancellationToken);
        HttpApp.Answer sync, reset;
        await using (await registry.Cursors.AcquireLeaseAsync("things", TestContext.Current.CancellationToken))
        {
            sync = await app.PostAsync("/api/sync/things?wait=30");
            reset = await app.PostAsync("/api/reset/things");
        }

        Assert.Equal("things", sync.Problem(409, "export-busy").GetProperty("export").GetString());
        reset.Problem(409, "export-busy");
    }

    [Fact]
    public async Task A_failed_run_is_a_problem_with_its_cause_whether_the_caller_waits_or_not()
    {
        await using var app = await HttpApp.StartAsync(10);

        var check = await app.PostAsync("/api/sync/broken?wait=30");
        var accepted = await app.PostAsync("/api/sync/broken?wait=0");
        var later = await app.PollAsync(
            accepted.Location?.ToString() ?? "/api/status/broken", s => !s.TryGetProperty("sync", out var sync) || sync.GetProperty("state").GetString() != "running");

        Assert.Contains("'nothing' does not exist", check.Problem(500, "check-failed").GetProperty("detail").GetString());
        if (accepted.Status == 202)
        {
            var sync = later.Json.GetProperty("sync");
            Assert.Equal("failed", sync.GetProperty("state").GetString());
            Assert.Equal("urn:faunafunctions:problem:check-failed", sync.GetProperty("problem").GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task Faunas_refusal_is_a_bad_gateway()
    {
        await using var app = await HttpApp.StartAsync(10);
        await app.PostAsync("/api/sync/things?wait=30");
        await app.RestartAsync(("FAUNA_SECRET", "fnNobodyKnowsThisOne"));

        var answer = await app.PostAsync("/api/sync/things?wait=30");

        answer.Problem(502, "fauna-refused");
        var past = await app.GetAsync("/api/status/things");
        Assert.Equal("failed", past.Json.GetProperty("runs")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Storage_that_refuses_is_unavailable()
    {
        await using var app = await HttpApp.StartAsync(10);
        await File.WriteAllTextAsync(app.Storage, "a file where the folder should be", TestContext.Current.CancellationToken);

        HttpApp.Answer[] answers = [await app.PostAsync("/api/sync/things?wait=30"), await app.PostAsync("/api/reset/things")];

        Assert.All(answers, answer => answer.Problem(503, "storage-unavailable"));
    }

    [Fact]
    public async Task A_run_that_stops_at_its_budget_is_accepted_and_what_became_of_it_is_told_by_another_process_too()
    {
        await using var app = await HttpApp.StartAsync(200, ("AzureFunctionsJobHost__functionTimeout", "00:00:04"));
        await app.PostAsync("/api/sync/things?wait=30");
        app.Fauna.Faults.Latency = TimeSpan.FromMilliseconds(250);

        var stopped = await app.PostAsync("/api/sync/things?wait=30&mode=full");
        app.Fauna.Faults.Latency = TimeSpan.Zero;
        var waiting = await app.GetAsync(stopped.Location!.ToString());
        await app.RestartAsync(("AzureFunctionsJobHost__functionTimeout", null));
        var elsewhere = await app.GetAsync(stopped.Location.ToString());
        var rest = await app.PostAsync("/api/sync/things?wait=30");
        var ended = await app.GetAsync(stopped.Location.ToString());

        Assert.Equal((202, "stopped"), (stopped.Status, stopped["outcome"]));
        Assert.Equal("stopped", waiting.Json.GetProperty("sync").GetProperty("state").GetString());
        Assert.Equal("stopped", elsewhere.Json.GetProperty("sync").GetProperty("state").GetString());
        Assert.Equal(stopped["run"], elsewhere.Json.GetProperty("underWay").GetProperty("run").GetString());
        Assert.Equal(("completed", stopped["run"], "200"), (rest["outcome"], rest["run"], rest["rows"]));
        Assert.Equal("completed", ended.Json.GetProperty("sync").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Where_there_is_a_queue_a_run_stops_soon_after_its_caller_was_answered_and_the_queue_goes_on_with_it()
    {
        await using var app = await RunningApp.CreateAsync(documents: 100);
        await app.StartAsync("\"pageSize\": 4, \"parallelism\": 1");
        app.Emulator.Faults.OnRequest = _ =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return EmulatorFault.None;
        };

        var accepted = await app.InvokeAsync("api/sync/things?wait=0", "");
        var where = accepted.Json.GetProperty("status").GetString()!;
        await app.Services.GetRequiredService<SyncLedger>().Find("things", where.Split('=')[1])!.Ended;
        var stopped = (await app.GetAsync(where)).Json;
        var (message, rows) = (app.Queue.Sent[0], stopped.GetProperty("underWay").GetProperty("rows").GetInt64());
        await app.InvokeAsync("continue-export", Payloads.Queue($$"""{"export":"things","run":"{{message.Run}}"}"""));
        var ended = (await app.GetAsync(where)).Json;

        Assert.Equal(202, accepted.Status);
        Assert.Equal("stopped", stopped.GetProperty("sync").GetProperty("state").GetString());
        Assert.Equal(message.Run, stopped.GetProperty("underWay").GetProperty("run").GetString());
        Assert.InRange(rows, 1, 99);
        Assert.Equal("completed", ended.GetProperty("sync").GetProperty("state").GetString());
        Assert.Equal(100, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task Retries_are_waited_for()
    {
        await using var app = await HttpApp.StartAsync(50);
        app.Fauna.Faults.Next(EmulatorFault.Throttled, 2);

        var answer = await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal((200, "50"), (answer.Status, answer["rows"]));
    }
}
