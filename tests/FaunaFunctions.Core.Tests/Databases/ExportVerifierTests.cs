using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Tests.Exporting;

namespace FaunaFunctions.Core.Tests.Databases;

/// <summary>What was exported is compared with the database's own count.</summary>
public sealed class ExportVerifierTests : IDisposable
{
    private readonly MemoryCollection _collection = Filled(40);
    private readonly ExportHarness _harness = new(inMemory: true);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_snapshot_with_all_that_the_database_counts_passes()
    {
        await _harness.RunAsync(_collection);
        _collection.Write((100, 1));
        await _harness.RunAsync(_collection);

        var verification = await VerifyAsync(_collection, SourceQuestion.Required);

        Assert.Empty(verification.Report.Findings);
        Assert.Equal((true, 40L, null), (verification.Passed, verification.CountAtSource, verification.WhyNotCounted));
    }

    [Theory]
    [InlineData(SourceQuestion.Required)]
    [InlineData(SourceQuestion.IfPossible)]
    public async Task A_row_that_the_database_has_and_the_snapshot_has_not_is_found_by_its_id(SourceQuestion question)
    {
        await _harness.RunAsync(_collection);
        var more = Filled(41);
        more.Tick(1_000_000);

        var verification = await VerifyAsync(more, question);

        var finding = Assert.Single(verification.Report.Findings);
        Assert.Equal((FindingKind.SourceCountsMore, false), (finding.Kind, verification.Passed));
        Assert.Contains("1 is missing (40)", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_missing_are_found_also_where_another_has_expired()
    {
        await _harness.RunAsync(_collection);
        var other = new MemoryCollection();
        other.Write([.. Enumerable.Range(1, 41).Select(id => ((long)id, id))]);
        other.Tick(1_000_000);

        var verification = await VerifyAsync(other, SourceQuestion.Required);

        Assert.Contains("2 are missing (40, 41)", Assert.Single(verification.Report.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SourceQuestion.Required, false)]
    [InlineData(SourceQuestion.IfPossible, true)]
    public async Task A_count_that_cannot_be_had_is_a_failure_for_who_insists(SourceQuestion question, bool passed)
    {
        await _harness.RunAsync(_collection);
        _collection.MinimumTime = _collection.Tick();

        var verification = await VerifyAsync(_collection, question);

        Assert.Equal((passed, true), (verification.Passed, verification.Report.Passed));
        Assert.Contains("passed out of the collection's history", verification.WhyNotCounted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_not_read_any_more_counts_nothing()
    {
        await _harness.RunAsync(_collection);
        _collection.Readable = false;

        var verification = await VerifyAsync(_collection, SourceQuestion.Required);

        Assert.Equal((false, null), (verification.Passed, verification.CountAtSource));
        Assert.Contains("may not read", verification.WhyNotCounted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_was_exported_is_nothing_to_compare_with()
    {
        var verification = await VerifyAsync(_collection, SourceQuestion.Required);

        Assert.Equal((false, "there is no snapshot to compare with"), (verification.Passed, verification.WhyNotCounted));
        Assert.Empty(_collection.Requests);
    }

    [Fact]
    public async Task Nobody_asks_the_database_who_need_not()
    {
        await _harness.RunAsync(_collection, RunMode.Full);
        _collection.Requests.Clear();

        Assert.True((await VerifyAsync(_collection, SourceQuestion.None)).Passed);
        Assert.Empty(_collection.Requests);
    }

    private static MemoryCollection Filled(int documents)
    {
        var collection = new MemoryCollection();
        collection.Write([.. Enumerable.Range(0, documents).Select(id => ((long)id, id))]);
        return collection;
    }

    private async Task<ExportVerification> VerifyAsync(MemoryCollection collection, SourceQuestion question) =>
        Assert.Single(await new ExportVerifier(_harness.Parts, _harness.Cursors, _ => collection)
            .VerifyAsync(_harness.Settings, question, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
}
