using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Tests.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A full part is committed while the next one is filled.</summary>
public sealed class SealedPartTests : IDisposable
{
    private readonly MemoryCollection _collection = new();
    private readonly ExportHarness _harness = new(inMemory: true);

    public SealedPartTests() => _collection.Write([.. Enumerable.Range(0, 40).Select(id => ((long)id, id))]);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task The_next_part_is_written_while_a_full_one_is_committed()
    {
        var begun = new TaskCompletionSource();
        _harness.Parts = new HookedStore(_harness.Parts)
        {
            OnBegin = name => Release(name, begun),
            BeforeCommit = info => info.Number == 1 ? begun.Task.WaitAsync(TestContext.Current.CancellationToken) : Task.CompletedTask,
        };

        var result = await _harness.RunAsync(_collection);

        Assert.Equal((RunOutcome.Completed, 40L), (result.Outcome, result.Rows));
    }

    [Fact]
    public async Task No_part_is_committed_before_the_cursor_stands_behind_the_part_ahead_of_it()
    {
        var seen = new List<(int Part, int CursorsNext, string Starts)>();
        _harness.Parts = new HookedStore(_harness.Parts)
        {
            BeforeCommit = async info => seen.Add((info.Number, (await _harness.CursorAsync())!.Run!.NextPart, info.Starts)),
        };

        await _harness.RunAsync(_collection);

        Assert.True(seen.Count > 3);
        Assert.All(seen, commit => Assert.Equal(commit.Part, commit.CursorsNext));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_the_run_and_the_next_one_goes_on_behind_the_parts_before()
    {
        var store = _harness.Parts;
        _harness.Parts = new HookedStore(store)
        {
            BeforeCommit = info => info.Number == 3 ? throw new StorageUnavailable("No room for part 3.") : Task.CompletedTask,
        };

        var failure = await Assert.ThrowsAsync<StorageUnavailable>(() => _harness.RunAsync(_collection));

        Assert.Equal("No room for part 3.", failure.Message);
        Assert.Equal(3, (await _harness.CursorAsync())!.Run!.NextPart);
        _harness.Parts = store;
        var result = await _harness.RunAsync(_collection);
        Assert.Equal((RunOutcome.Completed, 40L), (result.Outcome, result.Rows));
        Assert.Equal(Enumerable.Range(0, 40).Select(id => (long)id), (await _harness.AllRowsAsync()).Select(row => row.Id));
    }

    private static void Release(string part, TaskCompletionSource begun)
    {
        if (part.Contains("part-00000002", StringComparison.Ordinal))
        {
            begun.TrySetResult();
        }
    }
}
