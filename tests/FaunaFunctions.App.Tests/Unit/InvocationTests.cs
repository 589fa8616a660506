using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Emulator.Faults;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class InvocationTests
{
    [Fact]
    public async Task The_host_finds_the_app_ready_without_any_settings()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.LaunchAsync();

        Assert.Equal(200, (await app.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData(Payloads.Timer)]
    [InlineData(Payloads.TimerStartedByHand)]
    [InlineData(Payloads.TimerTriedAgain)]
    public async Task A_timer_runs_its_export_and_is_answered_what_the_host_takes_for_success(string payload)
    {
        await using var app = await RunningApp.CreateAsync(documents: 3);
        await app.StartAsync();

        var answer = await app.InvokeAsync("export-things", payload);

        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(System.Text.Json.JsonValueKind.Object, answer.Json.GetProperty("Outputs").ValueKind);
        Assert.Contains("is complete with 3 rows", answer.Logs, StringComparison.Ordinal);
        Assert.Equal(3, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_timer_without_news_says_so()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        await app.FireAsync();

        var answer = await app.FireAsync();

        Assert.Equal(200, answer.Status);
        Assert.Contains("nothing changed", answer.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_export_is_a_failed_invocation_that_names_the_error_and_is_in_the_log()
    {
        await using var app = await RunningApp.CreateAsync();
        app.Set("FAUNA_SECRET", "wrong");
        await app.StartAsync();

        var answer = await app.FireAsync();

        Assert.Equal((500, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal("CheckFailed", answer.Error);
        Assert.Contains("Unauthorized", answer.Message, StringComparison.Ordinal);
        Assert.Contains(app.Log.At(LogLevel.Error), line => line.Contains("Unauthorized", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.All, line => line.Contains("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_that_is_held_back_is_a_failed_invocation_with_the_reason()
    {
        await using var app = await RunningApp.CreateAsync(documents: 10);
        await app.StartAsync(""" "mode": "full", "schedule": "0 0 * * * *" """);
        await app.FireAsync();
        for (var id = 1; id <= 10; id++)
        {
            app.Database.Delete("things", id);
        }

        var answer = await app.FireAsync();

        Assert.Equal((500, "SnapshotHeld"), (answer.Status, answer.Error));
        Assert.Contains("has no document, and the last one has 10", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_fails_in_the_middle_fails_its_invocation_and_goes_on_at_the_next()
    {
        await using var app = await RunningApp.CreateAsync(documents: 50);
        await app.StartAsync(""" "pageSize": 10 """);
        app.Emulator.Faults.DropFromNextPage("things", 20, PageKind.Documents);

        var failed = await app.FireAsync();
        var next = await app.FireAsync();

        Assert.Equal((500, "PageDisagrees"), (failed.Status, failed.Error));
        Assert.Equal(200, next.Status);
        Assert.Equal(50, await app.VerifiedRowsAsync());
    }

    [Fact]
    public async Task A_timer_that_finds_another_process_at_work_succeeds_and_says_so()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        await app.FireAsync();
        await using var other = await app.ClaimAsync();

        var answer = await app.FireAsync();

        Assert.Equal(200, answer.Status);
        Assert.Contains("being run by somebody else", answer.Logs, StringComparison.Ordinal);
        Assert.Contains(app.Log.At(LogLevel.Information), line => line.Contains("being run by somebody else", StringComparison.Ordinal));
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task A_snapshot_waits_for_a_run_at_work_instead_of_being_left_out()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        await app.FireAsync();
        var other = await app.ClaimAsync();

        var snapshot = app.FireAsync("snapshot-things");
        await RunningApp.UntilAsync(() => app.Log.All.Any(line => line.Contains("waits", StringComparison.Ordinal)));
        Assert.False(snapshot.IsCompleted);
        await other.DisposeAsync();
        await app.AdvanceUntilAsync(() => snapshot.IsCompleted, TimeSpan.FromSeconds(5));

        Assert.Contains("full run", (await snapshot).Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_could_not_start_before_its_time_was_up_is_a_failed_invocation()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        await app.FireAsync();
        await using var other = await app.ClaimAsync();

        var snapshot = app.FireAsync("snapshot-things");
        await app.AdvanceUntilAsync(() => snapshot.IsCompleted, TimeSpan.FromMinutes(1));

        Assert.Equal((500, "ExportBusy"), ((await snapshot).Status, (await snapshot).Error));
    }

    [Fact]
    public async Task A_message_of_another_kind_is_a_failed_invocation()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();

        var answer = await app.InvokeAsync("continue-export", Payloads.QueueMessage);

        Assert.Equal((400, "InvocationInvalid"), (answer.Status, answer.Error));
        Assert.Contains(app.Log.At(LogLevel.Error), line => line.Contains("continue-export", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Data\":{}}")]
    [InlineData("{\"Data\":{\"message\":")]
    public async Task A_body_that_no_host_posts_is_a_failed_invocation(string body)
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();

        Assert.Equal((400, "InvocationInvalid"), (await app.InvokeAsync("continue-export", body)) is var a ? (a.Status, a.Error) : default);
    }

    [Fact]
    public async Task A_message_of_an_export_that_there_is_not_is_a_failed_invocation()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();

        var answer = await app.InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(new Continuation("gone", "1"))));

        Assert.Equal(400, answer.Status);
        Assert.Contains("'gone'", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_a_run_that_is_finished_is_quietly_done()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        await app.FireAsync();
        var requests = app.Emulator.Statistics.RequestCount;

        var answer = await app.InvokeAsync("continue-export", Payloads.Queue(ContinuationJson.Write(new Continuation("things", "0001-old"))));

        Assert.Equal(200, answer.Status);
        Assert.Contains("not under way", answer.Logs, StringComparison.Ordinal);
        Assert.Equal(requests, app.Emulator.Statistics.RequestCount);
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task A_verification_that_takes_too_long_names_the_command_that_does_the_same()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();
        await app.FireAsync();
        app.Emulator.Faults.OnRequest = _ => EmulatorFault.NeverAnswered;

        var answer = app.PostAsync("api/verify/things?source=true");
        await RunningApp.UntilAsync(() => app.Emulator.Statistics.InFlight > 0);
        app.Time.Advance(TimeSpan.FromSeconds(200));

        Assert.Equal(504, (await answer).Status);
        Assert.Contains("faunafunctions verify --export things --storage azure --source.", (await answer).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export-things", "AzureWebJobs_export_things_Disabled")]
    [InlineData("snapshot-things", "AzureWebJobs_snapshot_things_Disabled")]
    [InlineData("continue-export", "AzureWebJobs_continue_export_Disabled")]
    [InlineData("run-due", "AzureWebJobs_run_due_Disabled")]
    public async Task A_function_that_is_switched_off_says_so_and_does_nothing(string function, string setting)
    {
        await using var app = await RunningApp.CreateAsync();
        app.Set(setting, "True");
        await app.StartAsync(""" "schedule": "* * * * * *" """);
        app.Time.Advance(TimeSpan.FromMinutes(1));

        var answer = function == "continue-export"
            ? await app.ContinueAsync(new Continuation("things", "r", Core.Cursors.RunMode.Full))
            : await app.FireAsync(function);

        Assert.Equal((200, $"{function} is switched off by the app setting {setting}."), (answer.Status, answer.Logs));
        Assert.Equal(0, app.Emulator.Statistics.RequestCount);
    }

    [Theory]
    [InlineData("export-nothing")]
    [InlineData("snapshot-nothing")]
    [InlineData("status")]
    [InlineData("Export-things")]
    public async Task A_function_that_there_is_not_is_a_failed_invocation(string function)
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync();

        Assert.Equal((404, "FunctionUnknown"), (await app.FireAsync(function)) is var a ? (a.Status, a.Error) : default);
    }
}
