using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Exports;

/// <summary>Whole exports over a storage in trouble: what can be tried again is, all else is a clear error, and the next run goes on with every row exactly once.</summary>
public sealed class StorageFaultTests(AzuriteFixture azurite)
{
    private static readonly int[] Documents = [.. Enumerable.Range(1, 20)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_to_Azure_holds_every_row_once_and_verifies()
    {
        await using var export = await AzureExport.StartAsync(azurite);

        await export.RunAsync();
        await export.AssertExportedAsync(Documents, "full");
        export.Write(3, 21);
        var changes = await export.RunAsync();

        Assert.Equal((RunOutcome.Completed, 2L), (changes.Outcome, changes.Rows));
        await export.AssertExportedAsync([.. Documents, 3, 21], "incremental");
        Assert.Equal(["succeeded", "succeeded"], (await export.Direct.Cursors.ReadRunsAsync("things", 10, Cancel)).Select(run => run.Outcome));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_new_snapshot_says_what_vanished_though_every_third_answer_is_lost(int first)
    {
        await using var export = await AzureExport.StartAsync(azurite);
        await export.RunAsync();
        export.Delete(5);
        export.Delete(17);
        export.FaunaTime.Advance(TimeSpan.FromSeconds(1));
        export.Proxy.Use(request => request.Number % 3 == first % 3 ? ProxyAction.LoseAnswer : null);

        var snapshot = await export.RunFullAsync();
        export.Proxy.PassAll();

        Assert.Equal((RunMode.Full, 18L, 2L), (snapshot.Mode, snapshot.Rows, snapshot.Inferred));
        int[] vanished = [5, 17];
        await export.AssertExportedAsync([.. Documents, .. Documents.Except(vanished), .. vanished], "every third answer lost");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("lost answer")]
    [InlineData("503")]
    [InlineData("500")]
    [InlineData("429")]
    public async Task One_failed_request_wherever_it_is_changes_nothing(string kind)
    {
        await using var export = await AzureExport.StartAsync(azurite);
        var requests = await CountAsync(export);

        for (var failing = 1; failing <= requests; failing++)
        {
            await export.BeginAnewAsync();
            var first = export.Proxy.Requests.Count;
            export.Proxy.Use(request => request.Number == first + failing ? Fault(kind) : null);

            await export.RunAsync();

            await export.AssertExportedAsync(Documents, $"{kind} at request {failing} of {requests}, {export.Proxy.Requests[first + failing - 1]}");
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("lost answer")]
    [InlineData("503")]
    public async Task A_storage_that_stays_away_is_an_error_and_the_next_run_goes_on(string kind)
    {
        await using var export = await AzureExport.StartAsync(azurite);
        var requests = await CountAsync(export);

        for (var failing = 1; failing <= requests; failing += 2)
        {
            await export.BeginAnewAsync();
            var first = export.Proxy.Requests.Count;
            export.Proxy.Use(request => request.Number >= first + failing ? Fault(kind) : null);
            var because = $"{kind} from request {failing} of {requests}";
            try
            {
                await export.RunAsync();
                Assert.True(failing >= requests - 1, $"{because}: a run that could not finish said that it did");
            }
            catch (StorageUnavailable failure)
            {
                Assert.Contains("of storage account devstoreaccount1", failure.Message.Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }

            export.Proxy.PassAll();
            await export.FreeLeaseAsync();
            await export.RunAsync();
            await export.AssertExportedAsync(Documents, because);
        }
    }

    [Fact]
    public async Task A_cursor_that_was_moved_by_somebody_else_stops_the_run_and_the_next_goes_on()
    {
        await using var export = await AzureExport.StartAsync(azurite);
        var moves = 0;
        export.Proxy.Use(request => request.MovesCursor && ++moves == 3 ? ProxyAction.Answer(412, "UpdateConditionNotSatisfied") : null);

        await Assert.ThrowsAsync<CursorMoved>(export.RunAsync);

        export.Proxy.PassAll();
        await export.RunAsync();
        await export.AssertExportedAsync(Documents, "412");
    }

    [Fact]
    public async Task A_run_whose_claim_is_taken_stops_and_the_other_finishes_with_every_row_once()
    {
        await using var export = await AzureExport.StartAsync(azurite);
        var held = new TaskCompletionSource();
        var commits = 0;
        export.Proxy.Use(request => request.CommitsPart && ++commits == 2 ? ProxyAction.After(() => held.Task) : null);
        var atCommit = export.Proxy.SeenAsync(request => request.CommitsPart && commits == 1, Cancel);
        var losing = export.RunAsync();
        await atCommit;
        await export.FreeLeaseAsync();

        var winner = await export.RunDirectlyAsync();
        export.LeaseTime.Advance(TimeSpan.FromSeconds(29));
        export.LeaseTime.Advance(TimeSpan.FromSeconds(2));
        var lost = await Record.ExceptionAsync(() => losing.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        held.SetResult();

        Assert.IsType<ClaimLost>(lost);
        Assert.Equal(RunOutcome.Completed, winner.Outcome);
        await export.AssertExportedAsync(Documents, "lost claim");
    }

    [Fact]
    public async Task Two_runs_at_once_are_one_run_and_one_that_says_busy()
    {
        await using var export = await AzureExport.StartAsync(azurite);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Record.ExceptionAsync(export.RunAsync).AsTask()));

        Assert.Contains(null, outcomes);
        Assert.All(outcomes, outcome => Assert.True(outcome is null or ExportBusy, outcome?.ToString()));
        await export.AssertExportedAsync(Documents, "two at once");
    }

    [Fact]
    public async Task A_container_deleted_under_a_run_is_an_error_and_never_a_finished_export()
    {
        await using var export = await AzureExport.StartAsync(azurite);
        var container = new BlobContainerClient(azurite.ConnectionString, export.Names.Container);
        var commits = 0;
        export.Proxy.Use(request => request.CommitsPart && ++commits == 3 ? ProxyAction.After(() => container.DeleteAsync(cancellationToken: Cancel)) : null);

        var deleted = await Assert.ThrowsAsync<StorageUnavailable>(export.RunAsync);

        Assert.Contains(export.Names.Container, deleted.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await export.CursorAsync())!.Run!.NextPart);
        export.Proxy.PassAll();
        await Assert.ThrowsAsync<StorageUnavailable>(export.RunAsync);
        await export.Direct.EnsureCreatedAsync(Cancel);
        Assert.Contains("part-0000000", (await Assert.ThrowsAsync<PartsInconsistent>(export.RunAsync)).Message, StringComparison.Ordinal);
        Assert.Equal("failed", (await export.Direct.Cursors.ReadRunsAsync("things", 1, Cancel))[0].Outcome);
    }

    [Fact]
    public async Task A_table_deleted_under_a_run_is_an_error_and_the_next_export_is_a_whole_one()
    {
        await using var export = await AzureExport.StartAsync(azurite);
        var table = new TableClient(azurite.ConnectionString, export.Names.Table);
        var moves = 0;
        export.Proxy.Use(request => request.MovesCursor && ++moves == 2 ? ProxyAction.After(() => table.DeleteAsync(Cancel)) : null);

        var deleted = await Assert.ThrowsAsync<StorageUnavailable>(export.RunAsync);

        Assert.Contains($"table '{export.Names.Table}' of storage account 'devstoreaccount1'): the table is not there", deleted.Message, StringComparison.Ordinal);
        export.Proxy.PassAll();
        await Assert.ThrowsAsync<StorageUnavailable>(export.RunAsync);
        await export.Direct.EnsureCreatedAsync(Cancel);
        export.Write(21);
        await export.RunAsync();
        await export.AssertExportedAsync([.. Documents, 21], "deleted table");
    }

    [Theory]
    [InlineData("blob", 403, "AuthorizationPermissionMismatch", "Storage Blob Data Contributor")]
    [InlineData("table", 403, "AuthorizationPermissionMismatch", "Storage Table Data Contributor")]
    [InlineData("blob", 403, "AuthenticationFailed", "key")]
    [InlineData("table", 403, "AuthenticationFailed", "key, SAS or token was refused")]
    [InlineData("table", 403, "KeyBasedAuthenticationNotPermitted", "__accountName")]
    [InlineData("table", 403, "AuthorizationFailure", "network rules")]
    [InlineData("table", 503, "ServerBusy", "busy")]
    public async Task What_the_service_refuses_is_told_with_what_to_do_and_without_its_text(string service, int status, string code, string expected)
    {
        const string Signature = "sig-that-the-service-quotes";
        await using var export = await AzureExport.StartAsync(azurite);
        export.Proxy.Use(request => request.Service == service ? ProxyAction.Answer(status, code, $"The MAC signature found in the HTTP request '{Signature}' is not the same.") : null);

        var failure = await Assert.ThrowsAsync<StorageUnavailable>(export.RunAsync);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(DevelopmentAccount.Key, failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(AzureExport export)
    {
        var before = export.Proxy.Requests.Count;
        await export.RunAsync();
        await export.AssertExportedAsync(Documents, "without faults");
        return export.Proxy.Requests.Count - before;
    }

    private static ProxyAction Fault(string kind) => kind switch
    {
        "cut" => ProxyAction.Cut,
        "lost answer" => ProxyAction.LoseAnswer,
        "503" => ProxyAction.Answer(503, "ServerBusy"),
        "500" => ProxyAction.Answer(500, "OperationTimedOut"),
        _ => ProxyAction.Answer(429, "TooManyRequests"),
    };
}
