using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>What Fauna does that loses or invents rows when it is read naively, against a server that does it.</summary>
public sealed class TrapTests
{
    [Fact]
    public async Task A_changed_ttl_looks_like_a_removal_and_is_none()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunAsync();
        export.Expire(1, export.Time.GetUtcNow().AddDays(400));

        var result = await export.RunAsync();

        Assert.Equal((1L, 0L), (result.Rows, result.Deletions));
    }

    [Fact]
    public async Task A_document_deleted_and_made_anew_in_one_transaction_is_an_update()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunAsync();
        export.Remake(1, 2);

        await export.RunAsync();

        Assert.Equal(await export.LivingAsync(), ExportHarness.StateOf(await export.Harness.AllRowsAsync()));
    }

    [Fact]
    public async Task Removals_at_exactly_the_time_of_the_last_run_are_exported_once()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        await export.RunAsync();

        // The clock stands still, so that the run's time is that of the transaction before it.
        export.Delete(1, 2, 3);
        var first = await export.RunAsync();
        export.Delete(4, 5);
        var second = await export.RunAsync();
        var third = await export.RunAsync();

        Assert.Equal((3L, 2L, RunOutcome.Idle), (first.Deletions, second.Deletions, third.Outcome));
        var deletions = (await export.Harness.AllRowsAsync()).Where(row => row.Value is null).Select(row => row.Id);
        Assert.Equal([1, 2, 3, 4, 5], deletions);
        Assert.Equal(deletions.Count(), deletions.Distinct().Count());
    }

    [Fact]
    public async Task Removals_that_have_left_history_are_not_missed_in_silence()
    {
        await using var export = await EmulatedExport.StartAsync(historyDays: 0);
        export.Write((1, 1), (2, 2), (3, 3));
        await export.RunAsync();
        export.Delete(2);
        export.Time.Advance(TimeSpan.FromMinutes(16));

        var result = await export.RunAsync();

        Assert.Equal((RunMode.Full, 2L), (result.Mode, result.Rows));
        Assert.Contains(result.Warnings, warning => warning.StartsWith("History lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_that_leaves_history_in_mid_export_goes_on_and_is_caught_up_with()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { DeletedColumn = null, Parallelism = 1 }, historyDays: 0);
        export.Write([.. Enumerable.Range(1, 40).Select(id => ((long)id, id))]);
        await export.RunAsync(new RunRequest(Budget: TimeSpan.Zero));
        export.Time.Advance(TimeSpan.FromMinutes(16));
        export.Write((1, 111), (39, 393));

        var full = await export.RunAsync();
        await export.RunAsync();

        Assert.Equal(Core.Parts.Consistency.CatchUp, (await export.Harness.ManifestAsync(full.Manifest!)).Consistency);
        Assert.Equal(
            (await export.LivingAsync()).OrderBy(x => x.Key), ExportHarness.StateOf(await export.Harness.AllRowsAsync()).OrderBy(x => x.Key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_privilege_lost_in_mid_export_is_not_the_end_of_the_collection(int parallelism)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { Parallelism = parallelism });
        export.Write([.. Enumerable.Range(1, 60).Select(id => ((long)id, id))]);
        var pages = 0;
        export.Server.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("\"get\":{\"var\"", StringComparison.Ordinal) && Interlocked.Increment(ref pages) == 4)
            {
                export.SetReadable(false);
            }

            return EmulatorFault.None;
        };

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunAsync());

        Assert.Null((await export.Harness.CursorAsync())!.Through);
        export.Server.Faults.OnRequest = null;
        export.SetReadable(true);
        var result = await export.RunAsync();
        Assert.Equal(60, result.Rows);
        Assert.Equal(60, (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_key_without_the_privilege_exports_nothing_instead_of_an_empty_collection()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        export.SetReadable(false);

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => export.RunAsync());

        Assert.Null(await export.Harness.CursorAsync());
    }

    [Fact]
    public async Task An_index_with_terms_answers_with_empty_pages_and_is_refused()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        export.Database.Query(
            """{"create_index":{"object":{"name":"by_v","source":{"collection":"things"},"terms":[{"object":{"field":["data","v"]}}],"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""");
        export.Harness.Settings = export.Harness.Settings with { Index = "by_v", Connection = EmulatedExport.ConnectionTo(export.Server, export.Database.AdminSecret) };
        await export.RunAsync();
        var before = await export.Harness.CursorAsync();
        export.Write((1, 2));

        await Assert.ThrowsAnyAsync<FaunaException>(() => export.RunAsync());

        Assert.Equal(before, await export.Harness.CursorAsync());
    }

    [Fact]
    public async Task Documents_with_negative_ids_that_change_are_exported_with_the_others_of_their_time()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1));
        await export.RunAsync();
        export.Write([.. Enumerable.Range(-7, 15).Select(id => ((long)id, id))]);

        var result = await export.Harness.RunToEndAsync(export.Source(), new RunRequest(Budget: TimeSpan.Zero));

        Assert.Equal(15, result.Rows);
        Assert.Equal(Enumerable.Range(-7, 15).Select(id => (long)id).Order(), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id).Order());
    }

    [Fact]
    public async Task A_document_that_expires_between_outline_and_page_is_counted_as_expired()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id, id))]);
        export.Expire(5, export.Time.GetUtcNow().AddMinutes(1));
        export.Server.Faults.OnRequest = request =>
        {
            if (request.BodyText.Contains("\"get\":{\"var\"", StringComparison.Ordinal))
            {
                export.Time.SetUtcNow(new DateTimeOffset(2026, 5, 1, 12, 2, 0, TimeSpan.Zero));
            }

            return EmulatorFault.None;
        };

        var result = await export.RunAsync();

        Assert.Equal(29, result.Rows);
        Assert.Equal(1, (await export.Harness.ManifestAsync(result.Manifest!)).Expired);
    }

    [Fact]
    public async Task A_page_that_drops_a_document_fails_the_run_and_names_it()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id, id))]);
        export.Server.Faults.DropFromNextPage(EmulatedExport.Collection, 17, PageKind.Documents);

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => export.RunAsync());

        Assert.Contains("document 17", failure.Message, StringComparison.Ordinal);
        Assert.Null((await export.Harness.CursorAsync())!.Through);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(29)]
    [InlineData(30)]
    public async Task An_outline_that_leaves_out_a_document_anywhere_fails_the_run_and_names_it(long id)
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id, id))]);
        export.Server.Faults.DropFromNextPage(EmulatedExport.Collection, id, PageKind.Ids);

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => export.RunAsync());

        Assert.Contains($"ocument {id}", failure.Message, StringComparison.Ordinal);
        Assert.Null((await export.Harness.CursorAsync())!.Through);
    }

    [Fact]
    public async Task A_page_that_adds_a_document_fails_the_run_and_names_it()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 30).Select(id => ((long)id * 2, id))]);
        export.Server.Faults.AddToNextPage(EmulatedExport.Collection, 17, PageKind.Documents);

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => export.RunAsync());

        Assert.Contains("document 17", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EmulatorFault.Closed)]
    [InlineData(EmulatorFault.Reset)]
    [InlineData(EmulatorFault.Truncated)]
    [InlineData(EmulatorFault.Throttled)]
    [InlineData(EmulatorFault.TimedOut)]
    [InlineData(EmulatorFault.Contended)]
    [InlineData(EmulatorFault.NeverAnswered)]
    public async Task A_request_that_fails_on_the_way_is_repeated_and_no_row_is_lost_or_doubled(EmulatorFault fault)
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Options = export.Options with
        {
            QueryTimeout = TimeSpan.FromMilliseconds(500),
            AnswerMargin = TimeSpan.FromMilliseconds(300),
            IdleReadTimeout = TimeSpan.FromMilliseconds(500),
        };
        export.Write([.. Enumerable.Range(1, 50).Select(id => ((long)id, id))]);
        var requests = 0;
        export.Server.Faults.OnRequest = _ => Interlocked.Increment(ref requests) is 3 or 6 or 9 or 10 ? fault : EmulatorFault.None;

        var result = await export.RunAsync();

        Assert.Equal(50, result.Rows);
        Assert.Equal(Enumerable.Range(1, 50).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_server_that_throttles_every_third_request_is_exported_without_an_error()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 200).Select(id => ((long)id, id))]);
        export.Server.Faults.ThrottleEvery = 3;

        Assert.Equal(200, (await export.RunAsync()).Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_faults_of_every_kind_neither_lose_nor_double_a_row(int seed)
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Options = export.Options with
        {
            QueryTimeout = TimeSpan.FromSeconds(1),
            AnswerMargin = TimeSpan.FromMilliseconds(200),
            IdleReadTimeout = TimeSpan.FromMilliseconds(500),
        };
        export.Write([.. Enumerable.Range(1, 100).Select(id => ((long)id, id))]);
        export.Server.Faults.Random = RandomFaults.Everything(seed) with { MaxLatency = TimeSpan.Zero };

        var result = await export.Harness.RunToEndAsync(export.Source(), new RunRequest());

        Assert.Equal(Enumerable.Range(1, 100).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }
}
