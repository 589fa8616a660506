using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Contracts;

/// <summary>What every <see cref="ICursorStore"/> does. An implementation's tests derive from it and say how to open a store.</summary>
public abstract class CursorStoreContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A client of the test's own store, empty at the test's start; every call is another client of the same one.</summary>
    protected abstract ICursorStore Open();

    [Fact]
    public async Task A_cursor_comes_back_as_it_was_written()
    {
        var cursor = Cursor("orders", 1) with { Run = Run(long.MinValue) };

        var version = await Open().WriteAsync(cursor, null, Cancel);

        var stored = await Open().ReadAsync("orders", Cancel);
        Assert.Equivalent(new StoredCursor(cursor, version), stored, strict: true);
        Assert.Equal(cursor.Run!.Position, stored!.Cursor.Run!.Position);
    }

    [Fact]
    public async Task A_collection_of_a_database_has_a_cursor_a_history_and_a_claim_of_its_own()
    {
        await using var whole = await Open().AcquireLeaseAsync("shop", Cancel);
        await using var one = await Open().AcquireLeaseAsync("shop/Orders~2f1", Cancel);
        await Open().WriteAsync(Cursor("shop", 1) with { Database = new DatabaseCursor { Children = [new("Orders/1", "shop/Orders~2f1", 7)] } }, null, Cancel);
        await Open().WriteAsync(Cursor("shop/Orders~2f1", 2), null, Cancel);
        await Open().AppendRunAsync(Record("shop/Orders~2f1", "run-1", 1, "succeeded"), Cancel);

        Assert.Equal(new DatabaseChild("Orders/1", "shop/Orders~2f1", 7), Assert.Single((await Open().ReadAsync("shop", Cancel))!.Cursor.Database!.Children));
        Assert.Equal(Cursor("shop/Orders~2f1", 2), (await Open().ReadAsync("shop/Orders~2f1", Cancel))!.Cursor);
        Assert.Single(await Open().ReadRunsAsync("shop/Orders~2f1", 5, Cancel));
        Assert.Empty(await Open().ReadRunsAsync("shop", 5, Cancel));
        await Assert.ThrowsAsync<ExportBusy>(() => Open().AcquireLeaseAsync("shop/Orders~2f1", Cancel));
        await Open().DeleteAsync("shop/Orders~2f1", Cancel);
        Assert.Null(await Open().ReadAsync("shop/Orders~2f1", Cancel));
        Assert.NotNull(await Open().ReadAsync("shop", Cancel));
    }

    [Fact]
    public async Task An_export_without_a_cursor_has_none()
    {
        await Open().WriteAsync(Cursor("orders", 1), null, Cancel);

        Assert.Null(await Open().ReadAsync("other", Cancel));
        await Open().DeleteAsync("other", Cancel);
    }

    [Fact]
    public async Task A_cursor_moves_only_from_the_version_that_was_read()
    {
        var first = await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        var second = await Open().WriteAsync(Cursor("orders", 2), first, Cancel);

        Assert.NotEqual(first, second);
        await AssertMovedAsync(Cursor("orders", 3), first);
        await AssertMovedAsync(Cursor("orders", 3), null);
        Assert.Equal(new StoredCursor(Cursor("orders", 2), second), await Open().ReadAsync("orders", Cancel));
        await Open().WriteAsync(Cursor("orders", 3), second, Cancel);
    }

    [Fact]
    public async Task Writing_the_same_value_again_is_a_move_too()
    {
        var first = await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        await Open().WriteAsync(Cursor("orders", 1), first, Cancel);

        await AssertMovedAsync(Cursor("orders", 2), first);
    }

    [Fact]
    public async Task A_deleted_cursor_is_gone_and_its_versions_with_it()
    {
        var version = await Open().WriteAsync(Cursor("orders", 1), null, Cancel);

        await Open().DeleteAsync("orders", Cancel);

        Assert.Null(await Open().ReadAsync("orders", Cancel));
        await AssertMovedAsync(Cursor("orders", 2), version);
        await Open().WriteAsync(Cursor("orders", 5), null, Cancel);
        await AssertMovedAsync(Cursor("orders", 2), version);
    }

    [Fact]
    public async Task Cursors_of_two_exports_know_nothing_of_each_other()
    {
        await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        await Open().WriteAsync(Cursor("orders-2", 2), null, Cancel);
        await Open().DeleteAsync("orders", Cancel);

        Assert.Equal(2, (await Open().ReadAsync("orders-2", Cancel))!.Cursor.Through);
    }

    [Fact]
    public async Task Of_many_that_move_a_cursor_at_once_exactly_one_wins()
    {
        const int Racers = 8;
        string? version = null;
        for (var round = 0; round < 10; round++)
        {
            using var gate = new Barrier(Racers);
            var racers = Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(async () =>
            {
                gate.SignalAndWait(Cancel);
                try
                {
                    return (Through: racer, Version: await Open().WriteAsync(Cursor("orders", racer), version, Cancel));
                }
                catch (CursorMoved)
                {
                    return (Through: -1, Version: "");
                }
            }, Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray();

            var winner = Assert.Single(await Task.WhenAll(racers), racer => racer.Through >= 0);
            Assert.Equal(new StoredCursor(Cursor("orders", winner.Through), winner.Version), await Open().ReadAsync("orders", Cancel));
            version = winner.Version;
        }
    }

    [Fact]
    public async Task History_is_newest_first_and_a_run_added_again_is_replaced()
    {
        await Open().AppendRunAsync(Record("orders", "a", 10, "stopped"), Cancel);
        await Open().AppendRunAsync(Record("orders", "b", 20, "failed") with { Error = "a \"message\"\nof two lines, für alle" }, Cancel);
        await Open().AppendRunAsync(Record("other", "c", 15, "succeeded"), Cancel);
        await Open().AppendRunAsync(Record("orders", "d", 30, "succeeded") with { Rows = long.MaxValue, Through = 5 }, Cancel);
        await Open().AppendRunAsync(Record("orders", "a", 10, "succeeded"), Cancel);

        var runs = await Open().ReadRunsAsync("orders", 10, Cancel);

        Assert.Equal(
            [
                Record("orders", "d", 30, "succeeded") with { Rows = long.MaxValue, Through = 5 },
                Record("orders", "b", 20, "failed") with { Error = "a \"message\"\nof two lines, für alle" },
                Record("orders", "a", 10, "succeeded"),
            ],
            runs);
        Assert.Equal(runs.Take(2), await Open().ReadRunsAsync("orders", 2, Cancel));
        Assert.Empty(await Open().ReadRunsAsync("unknown", 10, Cancel));
    }

    [Fact]
    public async Task History_outlives_the_cursor()
    {
        await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        await Open().AppendRunAsync(Record("orders", "a", 10, "succeeded"), Cancel);
        await Open().DeleteAsync("orders", Cancel);

        Assert.Single(await Open().ReadRunsAsync("orders", 10, Cancel));
    }

    [Fact]
    public async Task A_lease_keeps_others_out_until_it_is_given_back()
    {
        await using (var lease = await Open().AcquireLeaseAsync("orders", Cancel))
        {
            Assert.False(lease.Lost.IsCancellationRequested);
            Assert.Equal("orders", (await Assert.ThrowsAsync<ExportBusy>(() => Open().AcquireLeaseAsync("orders", Cancel))).Export);
            await using var other = await Open().AcquireLeaseAsync("other", Cancel);
        }

        await using var next = await Open().AcquireLeaseAsync("orders", Cancel);
    }

    [Fact]
    public async Task Of_many_that_claim_an_export_at_once_one_gets_it()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await Open().AcquireLeaseAsync("orders", Cancel);
            }
            catch (ExportBusy)
            {
                return null;
            }
        }, Cancel)));

        await Assert.Single(claims, claim => claim is not null)!.DisposeAsync();
    }

    /// <summary>A cursor that differs from others by its position.</summary>
    protected static ExportCursor Cursor(string export, long through) => new()
    {
        Export = export,
        Source = "v4 https://db.example.com:443 orders",
        Through = through,
        HadDocuments = true,
    };

    private static RunState Run(long lastId) => new()
    {
        Id = "run-1",
        Mode = RunMode.Incremental,
        Prefix = "orders/changes/date=2026-07-25/run=run-1/",
        Started = 1785000000500000,
        From = 1785000000000000,
        FirstAt = 1785000000600000,
        Compression = Compression.Gzip,
        Columns = "c0ffee",
        Position = new RunPosition(RunPhase.Documents, 1785000000600000, 1785000000600000, "{\"ts\":1}", new DocumentKey(1785000000100000, lastId)),
        PartsEnd = new RunPosition(RunPhase.Removals, 1785000000600000, 1785000000300000, null, null),
        NextPart = 3,
        Rows = long.MaxValue,
        Warnings = ["über", "\"quoted\""],
        Replaces = ["orders/full/snapshot=1/"],
    };

    private static RunRecord Record(string export, string run, long started, string outcome) =>
        new() { Export = export, Run = run, Mode = RunMode.Incremental, Outcome = outcome, Started = started, Finished = started + 5 };

    private async Task AssertMovedAsync(ExportCursor cursor, string? version) =>
        Assert.Equal(cursor.Export, (await Assert.ThrowsAsync<CursorMoved>(() => Open().WriteAsync(cursor, version, Cancel))).Export);
}
