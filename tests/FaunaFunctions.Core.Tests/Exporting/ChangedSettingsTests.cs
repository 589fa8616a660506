using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Settings that are changed between two runs, or under one.</summary>
public sealed class ChangedSettingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_whose_index_is_taken_away_is_given_up_for_a_snapshot()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        await export.RunAsync();
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, -id))]);
        Assert.Equal(RunOutcome.Stopped, (await export.RunAsync(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        export.Harness.Settings = export.Harness.Settings with { Index = null, Mode = RunMode.Full, DeletedColumn = null };

        var result = await export.RunAsync();

        Assert.Equal(RunMode.Full, result.Mode);
    }

    [Fact]
    public async Task Deletions_that_are_switched_off_while_they_are_read_are_read_to_the_end()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        await export.RunAsync();
        export.Delete([.. Enumerable.Range(1, 15).Select(id => (long)id)]);
        Assert.Equal(RunOutcome.Stopped, (await export.RunAsync(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        Assert.Equal(RunPhase.Removals, (await export.Harness.CursorAsync())!.Run!.Position.Phase);
        export.Harness.Settings = export.Harness.Settings with { DeletedColumn = null };

        var result = await export.RunAsync();

        Assert.Equal(RunOutcome.Completed, result.Outcome);
    }

    [Theory]
    [InlineData(FaunaApi.V4, null)]
    [InlineData(FaunaApi.V4, "gone_at")]
    [InlineData(FaunaApi.V10, null)]
    [InlineData(FaunaApi.V10, "gone_at")]
    public async Task A_run_keeps_the_column_for_deletions_that_it_began_with(FaunaApi api, string? column)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        Task<RunResult> Run(RunRequest? request = null) => api == FaunaApi.V4 ? export.RunAsync(request) : export.RunV10Async(request);
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        await Run();
        export.Delete(1, 2, 3);
        export.Write([.. Enumerable.Range(10, 10).Select(id => ((long)id, -id))]);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(RunOutcome.Stopped, (await Run(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        }

        export.Harness.Settings = export.Harness.Settings with { DeletedColumn = column };
        var result = await Run();

        Assert.Equal(RunOutcome.Completed, result.Outcome);
        var report = await new Verifier(export.Harness.Parts).VerifyAsync("things", await export.Harness.CursorAsync(), null, null, Cancel);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task A_run_that_began_without_deletions_does_not_claim_to_have_them()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2, DeletedColumn = null });
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        await export.RunAsync();
        export.Delete(1, 2, 3);
        export.Write([.. Enumerable.Range(10, 10).Select(id => ((long)id, -id))]);
        Assert.Equal(RunOutcome.Stopped, (await export.RunAsync(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        export.Harness.Settings = export.Harness.Settings with { DeletedColumn = "deleted_at" };
        var result = await export.RunAsync();
        var manifest = await export.Harness.ManifestAsync(result.Manifest!);

        Assert.True(manifest.DeletedColumn is null || manifest.Deletions == 3, $"{manifest.DeletedColumn} {manifest.Deletions}: {string.Join(" | ", manifest.Warnings)}");
    }

    [Fact]
    public async Task A_run_that_is_read_keeps_its_column_when_deletions_are_switched_off()
    {
        using var harness = new ExportHarness(inMemory: true);
        var collection = new MemoryCollection();
        collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
        await harness.RunAsync(collection);
        collection.Delete(1, 2, 3);
        collection.Write((5, 55));
        var parts = harness.Parts;
        harness.Parts = new RefusingParts(parts, name => name.EndsWith("latest.json", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => harness.RunAsync(collection));
        harness.Parts = parts;
        Assert.Equal(RunPhase.Finishing, (await harness.CursorAsync())!.Run!.Position.Phase);
        harness.Settings = harness.Settings with { DeletedColumn = null };
        await harness.RunAsync(collection);

        var report = await new Verifier(harness.Parts).VerifyAsync("things", await harness.CursorAsync(), null, null, Cancel);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task Deletions_that_are_switched_on_between_two_runs_begin_with_a_snapshot_that_tells_the_earlier_ones()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { DeletedColumn = null });
        export.Write([.. Enumerable.Range(1, 9).Select(id => ((long)id, id))]);
        await export.RunAsync();
        export.Delete(1);
        export.Time.Advance(TimeSpan.FromSeconds(1));
        await export.RunAsync();
        export.Harness.Settings = export.Harness.Settings with { DeletedColumn = "deleted_at" };
        export.Time.Advance(TimeSpan.FromSeconds(1));
        export.Delete(2);

        await export.RunAsync();

        Assert.Equal([3L, 4, 5, 6, 7, 8, 9], ExportHarness.StateOf(await export.Harness.AllRowsAsync()).Keys.Order());
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_run_whose_row_does_not_say_its_column_tells_it_by_its_columns(FaunaApi api)
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        Task<RunResult> Run(RunRequest? request = null) => api == FaunaApi.V4 ? export.RunAsync(request) : export.RunV10Async(request);
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        await Run();
        export.Delete([.. Enumerable.Range(1, 8).Select(id => (long)id)]);
        Assert.Equal(RunOutcome.Stopped, (await Run(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        var stored = (await export.Harness.Cursors.ReadAsync("things", Cancel))!;
        await export.Harness.Cursors.WriteAsync(stored.Cursor with { Run = stored.Cursor.Run! with { DeletedColumn = null } }, stored.Version, Cancel);

        var result = await Run();

        Assert.Equal((8L, "deleted_at"), (result.Deletions, (await export.Harness.ManifestAsync(result.Manifest!)).DeletedColumn));
        var report = await new Verifier(export.Harness.Parts).VerifyAsync("things", await export.Harness.CursorAsync(), null, null, Cancel);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task A_new_column_of_the_name_that_deletions_of_a_run_have_starts_a_snapshot()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 2 });
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, id))]);
        await export.RunAsync();
        export.Write([.. Enumerable.Range(1, 20).Select(id => ((long)id, -id))]);
        Assert.Equal(RunOutcome.Stopped, (await export.RunAsync(new RunRequest(Budget: TimeSpan.Zero))).Outcome);
        export.Harness.Settings = export.Harness.Settings with
        {
            DeletedColumn = "gone_at",
            AdditionalColumns = [new AdditionalColumn("deleted_at", ["data", "v"], "integer", null, null, Required: false)],
        };

        Assert.Equal(RunMode.Full, (await export.RunAsync()).Mode);
    }

    private sealed class RefusingParts(IPartStore store, Func<string, bool> refuse) : IPartStore
    {
        public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) => store.BeginAsync(name, contentEncoding, cancellationToken);

        public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => store.FindAsync(name, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

        public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => store.OpenAsync(name, cancellationToken);

        public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => store.WriteDocumentAsync(name, content, cancellationToken);

        public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => store.ReadDocumentAsync(name, cancellationToken);

        public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) => store.FindDocumentAsync(name, cancellationToken);

        public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
            refuse(name) ? throw new StorageUnavailable("refused") : store.ReplaceDocumentAsync(name, content, version, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);

        public Task SweepAsync(string prefix, CancellationToken cancellationToken) => store.SweepAsync(prefix, cancellationToken);
    }
}
