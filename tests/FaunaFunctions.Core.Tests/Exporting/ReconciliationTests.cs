using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A full export is compared with the database's own count before it is published.</summary>
public sealed class ReconciliationTests : IDisposable
{
    private readonly MemoryCollection _collection = new();
    private readonly ExportHarness _harness = new(inMemory: true);

    public ReconciliationTests()
    {
        // Plain pages one after the other: there is no outline that would notice.
        _harness.Settings = _harness.Settings with { Parallelism = 1 };
        _collection.Write([.. Enumerable.Range(0, 40).Select(id => ((long)id, id))]);
    }

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_document_that_a_page_left_out_fails_the_run_with_both_figures_and_the_next_run_takes_a_new_snapshot()
    {
        _collection.AlterPage = ids => ids.Where(id => id != 13);

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => _harness.RunAsync(_collection, RunMode.Full));

        Assert.Contains("counts 40 documents of the collection at", failure.Message, StringComparison.Ordinal);
        Assert.Contains("has 39 rows there: 1 is missing (13)", failure.Message, StringComparison.Ordinal);
        Assert.Null(await _harness.Parts.ReadDocumentAsync(PartNames.Latest("things"), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<PageDisagrees>(() => _harness.RunAsync(_collection, RunMode.Full));
        _collection.AlterPage = null;
        var result = await _harness.RunAsync(_collection, RunMode.Full);
        Assert.Equal((RunOutcome.Completed, 40L), (result.Outcome, result.Rows));
        Assert.Equal(40, (await _harness.ManifestAsync(result.Manifest!)).CountedAtSource);
    }

    [Fact]
    public async Task Documents_that_expire_before_they_are_counted_do_not_fail_the_run()
    {
        _collection.Expire(7, _collection.Now + 500_000);
        _collection.BeforeRequest = request => _collection.Tick(request == "count" ? 1_000_000 : 0);

        var result = await _harness.RunAsync(_collection, RunMode.Full);

        var manifest = await _harness.ManifestAsync(result.Manifest!);
        Assert.Equal((40L, 39L), (manifest.Rows, manifest.CountedAtSource));
    }

    [Fact]
    public async Task A_snapshot_that_was_refused_is_read_anew_also_when_a_document_has_expired_in_place_of_the_one_that_it_lacks()
    {
        _collection.Expire(7, _collection.Now + 500_000);
        _collection.AlterPage = ids => ids.Where(id => id != 13);
        await Assert.ThrowsAsync<PageDisagrees>(() => _harness.RunAsync(_collection, RunMode.Full));
        _collection.AlterPage = null;
        _collection.Tick(1_000_000);

        var result = await _harness.RunAsync(_collection, RunMode.Full);

        Assert.Equal(_collection.Living.Keys.Order(), (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_time_that_has_left_the_history_is_not_counted_and_the_manifest_says_so()
    {
        _collection.BeforeRequest = request => _collection.MinimumTime = request == "count" ? _collection.Now + 1 : _collection.MinimumTime;

        var result = await _harness.RunAsync(_collection, RunMode.Full);

        var manifest = await _harness.ManifestAsync(result.Manifest!);
        Assert.Null(manifest.CountedAtSource);
        Assert.Contains(manifest.Warnings, warning => warning.Contains("own count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_count_that_takes_too_long_is_taken_in_halves()
    {
        var counts = 0;
        _collection.BeforeRequest = request => _ = request == "count" && ++counts == 1 ? throw new FaunaTimeout("Too long.") : 0;

        var result = await _harness.RunAsync(_collection, RunMode.Full);

        Assert.Equal(3, counts);
        Assert.Equal(40, (await _harness.ManifestAsync(result.Manifest!)).CountedAtSource);
    }

    [Fact]
    public void Ranges_tile_all_ids_and_join_parts_up_to_a_number_of_rows()
    {
        var ranges = Reconciliation.RangesOf([Part("5", 150_000), Part("900", 40_000), Part("2000", 20_000), Part("3000", 500_000), Part("9000", 1)]);

        Assert.Equal(
            [(null, 1999L), (2000L, 2999L), (3000L, 8999L), (9000L, null)],
            ranges.Select(range => ((long?)range.From, range.To)));
        Assert.Equal([190_000, 20_000, 500_000, 1], ranges.Select(range => range.Rows));
    }

    private static StoredPart Part(string first, long rows) => new("p", rows, first, first);
}
