using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>What a key may not read is never taken for something that is not there.</summary>
public sealed class PrivilegeTests : IDisposable
{
    private readonly MemoryCollection _collection = new();
    private readonly ExportHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_collection_that_may_not_be_read_is_not_an_empty_one(int parallelism)
    {
        _harness.Settings = _harness.Settings with { Parallelism = parallelism };
        Fill(10);
        _collection.Readable = false;

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => _harness.RunAsync(_collection));

        Assert.Null((await _harness.CursorAsync())?.Through);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_privilege_lost_in_mid_export_is_not_the_end_of_the_collection(int parallelism)
    {
        _harness.Settings = _harness.Settings with { Parallelism = parallelism };
        Fill(100);
        var pages = 0;
        _collection.BeforeRequest = request => _collection.Readable &= request != "page" || ++pages < 5;

        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => _harness.RunAsync(_collection));

        Assert.Null((await _harness.CursorAsync())!.Through);
        _collection.BeforeRequest = null;
        _collection.Readable = true;
        var result = await _harness.RunAsync(_collection);
        Assert.Equal(Enumerable.Range(0, 100).Select(id => (long)id), (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(1, "deleted_at")]
    [InlineData(4, "deleted_at")]
    public async Task A_privilege_lost_for_any_single_request_costs_no_row(int parallelism, string? deletedColumn)
    {
        var requests = int.MaxValue;
        for (var lostAt = 1; lostAt <= requests; lostAt++)
        {
            var collection = new MemoryCollection();
            using var harness = new ExportHarness(
                ExportHarness.Incremental with { Parallelism = parallelism, DeletedColumn = deletedColumn }, inMemory: true);
            var asked = 0;
            var from = lostAt;
            collection.BeforeRequest = _ => collection.Readable = Interlocked.Increment(ref asked) != from;

            collection.Write([.. Enumerable.Range(0, 30).Select(id => ((long)id, id))]);
            await AnyFailureAsync(harness, collection);
            collection.Write([.. Enumerable.Range(10, 15).Select(id => ((long)id, -id))]);
            collection.Delete(1, 2, 3, 4);
            await AnyFailureAsync(harness, collection);
            requests = Math.Min(requests, asked);
            collection.BeforeRequest = null;
            collection.Readable = true;
            await harness.RunToEndAsync(collection, new RunRequest());
            await harness.RunToEndAsync(collection, new RunRequest());

            var state = ExportHarness.StateOf(await harness.AllRowsAsync());
            Assert.True(
                collection.Living.All(document => state.TryGetValue(document.Key, out var value) && value == document.Value)
                    && (deletedColumn is null || state.Count == collection.Living.Count),
                $"The privilege was lost for request {lostAt}, and the rows are not the collection.");
        }

        Assert.InRange(requests, 15, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_privilege_that_becomes_a_predicate_in_mid_export_fails_the_run(int parallelism)
    {
        _harness.Settings = _harness.Settings with { Parallelism = parallelism };
        Fill(100);
        var pages = 0;
        _collection.BeforeRequest = request => _collection.Predicate = request == "page" && ++pages >= 5 ? id => id % 2 == 0 : _collection.Predicate;

        await Assert.ThrowsAnyAsync<Exception>(() => _harness.RunAsync(_collection));

        Assert.Null((await _harness.CursorAsync())!.Through);
    }

    [Fact]
    public async Task A_predicate_exports_what_it_shows_and_says_so()
    {
        Fill(20);
        _collection.Predicate = id => id % 2 == 0;

        var result = await _harness.RunAsync(_collection);

        Assert.Equal(10, result.Rows);
        Assert.Contains(result.Warnings, warning => warning.Contains("predicate", StringComparison.Ordinal));
    }

    private static async Task AnyFailureAsync(ExportHarness harness, MemoryCollection collection)
    {
        try
        {
            await harness.RunAsync(collection);
        }
        catch (Exception failure) when (failure is FaunaException or PageDisagrees)
        {
            // The run said that something is wrong: that is all right, as long as the next one has every row.
        }
    }
    private void Fill(int documents) =>
        _collection.Write([.. Enumerable.Range(0, documents).Select(id => ((long)id, id))]);
}
