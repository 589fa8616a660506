using Azure;
using Azure.Data.Tables;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azure.Cursors;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Cursors;

/// <summary>What stands in the table, and what is made of it when it was damaged.</summary>
public sealed class CursorRowTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly StorageNames _names = StorageNames.Unique();
    private AzureStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ICursorStore Store => _storage.Cursors;

    private TableClient Table => new(azurite.ConnectionString, _names.Table);

    public async ValueTask InitializeAsync()
    {
        _storage = StorageForTest.Open(azurite.ConnectionString, _names);
        await _storage.EnsureCreatedAsync(Cancel);
    }

    public ValueTask DisposeAsync()
    {
        _storage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31_000)]
    [InlineData(33_000)]
    [InlineData(450_000)]
    public async Task A_cursor_of_any_length_comes_back(int warnings)
    {
        var cursor = Cursor(Run(new string('w', warnings), "ü\ud83d\ude00\""));

        var version = await Store.WriteAsync(cursor, null, Cancel);

        Assert.Equivalent(new StoredCursor(cursor, version), await Store.ReadAsync("orders", Cancel), strict: true);
        var shorter = await Store.WriteAsync(Cursor(null), version, Cancel);
        Assert.Equal(new StoredCursor(Cursor(null), shorter), await Store.ReadAsync("orders", Cancel));
    }

    [Fact]
    public async Task A_cursor_that_no_row_can_hold_is_refused_and_leaves_the_old_one()
    {
        var version = await Store.WriteAsync(Cursor(null), null, Cancel);

        var failure = await Assert.ThrowsAsync<StorageUnavailable>(() => Store.WriteAsync(Cursor(Run(new string('w', 600_000))), version, Cancel));

        Assert.Contains("more than a table row holds", failure.Message, StringComparison.Ordinal);
        Assert.Equal(version, (await Store.ReadAsync("orders", Cancel))!.Version);
    }

    [Theory]
    [InlineData("Format", null)]
    [InlineData("Format", 2)]
    [InlineData("Format", "1")]
    [InlineData("Pieces", null)]
    [InlineData("Pieces", 0)]
    [InlineData("Pieces", 1)]
    [InlineData("Pieces", 3)]
    [InlineData("Pieces", 1_000_000)]
    [InlineData("Text", null)]
    [InlineData("Text", "")]
    [InlineData("Text", 7)]
    [InlineData("Text", "{}")]
    [InlineData("Text2", null)]
    [InlineData("Text2", "")]
    public async Task A_damaged_row_is_never_taken_for_none_and_never_written_over(string property, object? value)
    {
        await Store.WriteAsync(Cursor(Run(new string('w', 40_000))), null, Cancel);
        TableEntity row = await Table.GetEntityAsync<TableEntity>("orders", "cursor", cancellationToken: Cancel);
        row[property] = value;
        if (value is null)
        {
            row.Remove(property);
        }

        await Table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, Cancel);
        var damaged = (await Table.GetEntityAsync<TableEntity>("orders", "cursor", cancellationToken: Cancel)).Value.ETag;

        var corrupt = await Assert.ThrowsAsync<CursorCorrupt>(() => Store.ReadAsync("orders", Cancel));

        Assert.Contains($"row 'cursor' of partition 'orders' in table '{_names.Table}' of storage account 'devstoreaccount1'", corrupt.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CursorCorrupt>(() => Store.WriteAsync(Cursor(null), null, Cancel));
        Assert.Equal(damaged, (await Table.GetEntityAsync<TableEntity>("orders", "cursor", cancellationToken: Cancel)).Value.ETag);
    }

    [Fact]
    public async Task A_cursor_copied_to_another_exports_row_is_refused()
    {
        await Store.WriteAsync(Cursor(null), null, Cancel);
        TableEntity row = await Table.GetEntityAsync<TableEntity>("orders", "cursor", cancellationToken: Cancel);
        row.PartitionKey = "customers";
        await Table.AddEntityAsync(row, Cancel);

        var corrupt = await Assert.ThrowsAsync<CursorCorrupt>(() => Store.ReadAsync("customers", Cancel));

        Assert.Contains("it is the cursor of export 'orders'", corrupt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_was_deleted_is_an_error_and_not_an_export_without_a_cursor()
    {
        var version = await Store.WriteAsync(Cursor(null), null, Cancel);
        await Table.DeleteAsync(Cancel);

        var read = await Assert.ThrowsAsync<StorageUnavailable>(() => Store.ReadAsync("orders", Cancel));
        var written = await Assert.ThrowsAsync<StorageUnavailable>(() => Store.WriteAsync(Cursor(null), version, Cancel));
        var added = await Assert.ThrowsAsync<StorageUnavailable>(() => Store.WriteAsync(Cursor(null), null, Cancel));

        Assert.All([read, written, added], failure => Assert.Contains($"(table '{_names.Table}' of storage account 'devstoreaccount1'): the table is not there", failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_has_columns_for_people_and_skips_rows_that_are_damaged()
    {
        await Store.AppendRunAsync(Record("a", 10) with { Rows = 5, Error = new string('e', 100_000) }, Cancel);
        await Store.AppendRunAsync(Record("b", 20), Cancel);
        await Table.UpsertEntityAsync(new TableEntity("orders", "run-0000000000000000000-x") { ["Text"] = "{}" }, TableUpdateMode.Replace, Cancel);

        var runs = await Store.ReadRunsAsync("orders", 10, Cancel);

        Assert.Equal(["b", "a"], runs.Select(run => run.Run));
        Assert.Equal(16_001, runs[1].Error!.Length);
        var row = await Table.QueryAsync<TableEntity>(entity => entity.PartitionKey == "orders", cancellationToken: Cancel).FirstAsync(entity => entity.GetString("Run") == "a", Cancel);
        Assert.Equal(5L, row["Rows"]);
        Assert.Equal("succeeded", row["Outcome"]);
    }

    [Fact]
    public async Task Old_history_goes_and_the_newest_runs_stay_however_old()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var day = (long)TimeSpan.FromDays(1).TotalMicroseconds;
        var now = (long)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds;
        using var storage = StorageForTest.Open(azurite.ConnectionString, _names, time);
        var rows = Enumerable.Range(1, 150).Select(i => new TableTransactionAction(TableTransactionActionType.UpsertReplace, RunRow.Of(Record($"r{i:D3}", now - ((100 + i) * day))))).ToList();
        await Table.SubmitTransactionAsync(rows.Take(100), Cancel);
        await Table.SubmitTransactionAsync(rows.Skip(100), Cancel);

        await storage.Cursors.AppendRunAsync(Record("now", now), Cancel);

        var runs = await storage.Cursors.ReadRunsAsync("orders", 1000, Cancel);
        Assert.Equal(["now", .. Enumerable.Range(1, 99).Select(i => $"r{i:D3}")], runs.Select(run => run.Run));
    }

    private static ExportCursor Cursor(RunState? run) =>
        new() { Export = "orders", Source = "v4 https://db.example.com:443 orders", Through = 1, HadDocuments = true, Run = run };

    private static RunState Run(params string[] warnings) => new()
    {
        Id = "run-1",
        Mode = RunMode.Full,
        Prefix = "orders/full/snapshot=1/",
        Started = 1,
        FirstAt = 1,
        Compression = Compression.Gzip,
        Columns = "c0ffee",
        Position = new RunPosition(RunPhase.Documents, 1, null, null, null),
        PartsEnd = new RunPosition(RunPhase.Documents, 1, null, null, null),
        Warnings = warnings,
    };

    private static RunRecord Record(string run, long started) =>
        new() { Export = "orders", Run = run, Mode = RunMode.Incremental, Outcome = "succeeded", Started = started, Finished = started + 5 };
}
