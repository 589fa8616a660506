using System.Text;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A part that another process commits when the run has come further without it: schedules that the simulation found.</summary>
public sealed class LateAdoptionTests : IDisposable
{
    private static readonly ExportSettings OneByOne = ExportHarness.Incremental with { PageSize = 1, Parallelism = 1 };

    private readonly MemoryCollection _collection = new();
    private ExportHarness _harness = new(OneByOne, inMemory: true);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_part_that_is_adopted_late_does_not_take_the_run_back_to_an_earlier_time()
    {
        var stored = await StoppedAsync((1, 1), (2, 2), (3, 3));
        await CommitNextAsync(stored.Cursor.Run!);
        _collection.Write((9, 9));
        var now = await MoveOnAsync(stored, RunPhase.Finishing);

        var result = await _harness.RunToEndAsync(_collection, new RunRequest());

        var manifest = await _harness.ManifestAsync(result.Manifest!);
        Assert.True(manifest.ReadAt >= now, $"It was read at {manifest.ReadAt}, and had come to {now}.");
        Assert.Equal([1L, 2, 3, 9], (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task What_changed_behind_the_time_of_a_last_part_that_is_adopted_late_is_still_read()
    {
        _harness.Dispose();
        _harness = new ExportHarness(OneByOne with { DeletedColumn = null }, inMemory: true);
        _collection.Write((1, 1));
        await _harness.RunAsync(_collection);
        _collection.Write((2, 2));
        _collection.Write((3, 3));
        var stored = await StoppedAsync();
        await CommitNextAsync(stored.Cursor.Run!, RunPhase.Finishing);
        _collection.Write((9, 9));
        await MoveOnAsync(stored, RunPhase.Documents);

        await _harness.RunToEndAsync(_collection, new RunRequest());

        Assert.Equal([1L, 2, 3, 9], (await _harness.AllRowsAsync()).Select(row => row.Id));
    }

    [Fact]
    public async Task What_a_full_export_showed_at_its_first_time_is_known_when_the_part_that_moves_on_is_adopted()
    {
        var stored = await StoppedAsync((1, 1), (2, 2), (3, 3));
        await CommitNextAsync(stored.Cursor.Run!, at: await _collection.ReadTimeAsync(default));
        await _harness.RunToEndAsync(_collection, new RunRequest());
        _collection.Recreate();
        _collection.Write((50, 5));

        var result = await _harness.RunToEndAsync(_collection, new RunRequest());

        Assert.Equal(RunMode.Full, result.Mode);
        Assert.Equal([50L], ExportHarness.StateOf(await _harness.AllRowsAsync()).Keys);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_part_that_appears_while_a_run_is_finished_stops_it_and_the_next_run_takes_it_in(bool vanished, bool isListed)
    {
        _collection.Write((1, 1), (2, 2), (3, 3));
        if (vanished)
        {
            await _harness.RunAsync(_collection);
            _collection.Delete(1);
            _collection.Write((4, 4));
        }

        var last = vanished ? 4 : 3;
        var straggler = await StoppedBeforeAsync(last);
        var (ts, value) = _collection.Living[last];
        _collection.Delete(last);
        _collection.MinimumTime = _collection.Tick();
        var store = _harness.Parts;
        async Task AppearAsync(string prefix)
        {
            if (prefix == straggler.Prefix && await store.FindAsync(PartNames.Part(prefix, straggler.NextPart, Compression.None), default) is null)
            {
                await CommitAsync(store, straggler, last, ts, value, straggler.Position);
            }
        }

        _harness.Parts = isListed ? new HookedStore(store) { AfterList = AppearAsync } : new HookedStore(store) { BeforeList = AppearAsync };

        var failure = await Assert.ThrowsAsync<PartOfAnotherRun>(() => _harness.RunAsync(_collection));

        Assert.Contains("next run", failure.Message, StringComparison.Ordinal);
        Assert.Equal(vanished, (await _harness.CursorAsync())!.Run!.Snapshot is not null);
        _harness.Parts = store;
        _collection.MinimumTime = 0;
        var result = await _harness.RunAsync(_collection);
        Assert.Equal((RunMode.Full, RunOutcome.Completed), (result.Mode, result.Outcome));
        Assert.Contains(await _harness.RowsAsync(result.Manifest!), row => row.Id == last);
        await _harness.RunAsync(_collection);
        var report = await new Verifier(store).VerifyAsync("things", await _harness.CursorAsync(), null, null, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join("; ", report.Findings));
        Assert.Equal(_collection.Living.Keys.Order(), ExportHarness.StateOf(await _harness.AllRowsAsync()).Keys.Order());
    }

    [Fact]
    public async Task A_part_that_appears_while_a_run_finds_nothing_is_not_left_behind()
    {
        _harness.Dispose();
        _harness = new ExportHarness(OneByOne with { DeletedColumn = null }, inMemory: true);
        _collection.Write((1, 1), (2, 2));
        await _harness.RunAsync(_collection);
        _collection.Expire(2, _collection.Now + 1_000_000);
        var (ts, value) = _collection.Living[2];
        _collection.BeforeRequest = name =>
        {
            if (name is "page" or "outline")
            {
                _collection.BeforeRequest = null;
                var run = _harness.CursorAsync().GetAwaiter().GetResult()!.Run!;
                CommitAsync(_harness.Parts, run, 2, ts, value, run.Position with { Phase = RunPhase.Documents }).GetAwaiter().GetResult();
                _collection.Tick(2_000_000);
            }
        };

        var failure = await Assert.ThrowsAsync<PartOfAnotherRun>(() => _harness.RunAsync(_collection));
        var result = await _harness.RunAsync(_collection);

        Assert.Contains("next run", failure.Message, StringComparison.Ordinal);
        Assert.Equal((RunOutcome.Completed, 1L), (result.Outcome, result.Rows));
        var report = await new Verifier(_harness.Parts).VerifyAsync("things", await _harness.CursorAsync(), null, null, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join("; ", report.Findings));
    }

    // A full export with a part for each document, which has come to the one before a last.
    private async Task<RunState> StoppedBeforeAsync(long id)
    {
        while (true)
        {
            await _harness.RunAsync(_collection, request: new RunRequest(RunMode.Full, Budget: TimeSpan.Zero));
            var run = (await _harness.CursorAsync())!.Run!;
            if (run.Position.LastDocument!.Value.Id == id - 1)
            {
                return run;
            }
        }
    }

    private async Task<StoredCursor> StoppedAsync(params (long Id, int Value)[] documents)
    {
        if (documents.Length > 0)
        {
            _collection.Write(documents);
        }

        await _harness.RunAsync(_collection, request: new RunRequest(Budget: TimeSpan.Zero));
        return (await _harness.Cursors.ReadAsync("things", default))!;
    }

    // The document behind the run's last one, as the other process read it.
    private Task CommitNextAsync(RunState run, RunPhase ends = RunPhase.Documents, long? at = null)
    {
        var id = run.Position.LastDocument!.Value.Id + 1;
        var (ts, value) = _collection.Living[id];
        return CommitAsync(_harness.Parts, run, id, ts, value, run.Position with { Phase = ends, At = at ?? run.Position.At });
    }

    private async Task<long> MoveOnAsync(StoredCursor stored, RunPhase phase)
    {
        var run = stored.Cursor.Run!;
        var now = await _collection.ReadTimeAsync(default);
        await _harness.Cursors.WriteAsync(
            stored.Cursor with { Run = run with { Position = run.Position with { Phase = phase, At = now }, Finished = 1 } }, stored.Version, default);
        return now;
    }

    private static async Task CommitAsync(IPartStore store, RunState run, long id, long ts, int value, RunPosition ends)
    {
        await using var part = await PartWriter.OpenAsync(store, PartNames.Part(run.Prefix, run.NextPart, Compression.None), Compression.None, default);
        var bytes = Encoding.UTF8.GetBytes($$$"""{"ref":"{{{id}}}","ts":{{{ts}}},"data":{"v":{{{value}}}}}""" + "\n");
        bytes.CopyTo(part.GetSpan(bytes.Length));
        part.Advance(bytes.Length);
        part.EndRecord(new DocumentKey(ts, id), deletion: false);
        var last = run.From is null ? new DocumentKey(0, id) : new DocumentKey(ts, id);
        await part.CommitAsync(run.Id, run.NextPart, PositionText.Format(run.PartsEnd), PositionText.Format(ends with { LastDocument = last }), default);
    }
}
