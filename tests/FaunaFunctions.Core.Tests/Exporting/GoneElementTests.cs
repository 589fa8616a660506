using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Pages of v10 whose elements are references with <c>exists: false</c> where documents were.</summary>
public sealed class GoneElementTests : IDisposable
{
    private readonly MemoryCollection _collection = new(MemoryApi.V10);
    private readonly ExportHarness _harness = new(inMemory: true);

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(1, "not found")]
    [InlineData(1, "deleted")]
    [InlineData(4, "not found")]
    [InlineData(4, "deleted")]
    public async Task A_document_that_a_page_says_is_gone_while_the_outline_has_it_fails_the_run(int parallelism, string cause)
    {
        Start(parallelism);
        _collection.GoneBecause = id => id == 5 ? cause : null;

        var failure = await Assert.ThrowsAsync<PageDisagrees>(() => _harness.RunAsync(_collection));

        Assert.Contains("document 5", failure.Message, StringComparison.Ordinal);
        Assert.Null((await _harness.CursorAsync())!.Through);
        _collection.GoneBecause = null;
        await _harness.RunToEndAsync(_collection, new RunRequest());
        Assert.Equal(Enumerable.Range(0, 20).Select(id => (long)id), (await _harness.AllRowsAsync()).Select(row => row.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_document_that_expires_while_its_page_is_put_together_is_counted_as_expired(int parallelism)
    {
        Start(parallelism);
        _collection.Expire(5, _collection.Now + 1_000_000);
        _collection.GoneBecause = id =>
        {
            if (id != 5)
            {
                return null;
            }

            _collection.Tick(2_000_000);
            return "not found";
        };

        var result = await _harness.RunAsync(_collection);

        Assert.Equal(
            Enumerable.Range(0, 20).Select(id => (long)id).Where(id => id != 5), (await _harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
        Assert.Equal(1, (await _harness.ManifestAsync(result.Manifest!)).Expired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_document_that_a_page_may_not_show_is_not_gone(int parallelism)
    {
        Start(parallelism);
        _collection.GoneBecause = id => id == 5 ? "permission denied" : null;

        await Assert.ThrowsAsync<RecordInvalid>(() => _harness.RunAsync(_collection));

        Assert.Null((await _harness.CursorAsync())!.Through);
    }

    [Theory]
    [InlineData(""","exists":false,"cause":"not found" """, 5L)]
    [InlineData(""","cause":"deleted","exists":false""", 5L)]
    [InlineData("", null)]
    [InlineData(""","exists":false""", null)]
    [InlineData(""","cause":"not found" """, null)]
    [InlineData(""","exists":true,"cause":"not found" """, null)]
    [InlineData(""","exists":false,"cause":"permission denied" """, null)]
    [InlineData(""","exists":false,"cause":"collection deleted" """, null)]
    public void Only_what_says_that_it_is_gone_is_passed_over(string rest, long? id)
    {
        var page = System.Text.Encoding.UTF8.GetBytes("{\"@ref\":{\"id\":\"5\",\"coll\":{\"@mod\":\"things\"}" + rest + "}},");
        var records = new V10RecordWriter(RecordLayout.Default, "things");
        var offset = 0;

        var failure = Record.Exception(() => Assert.Equal(id, records.SkipGone(page, ref offset)));

        Assert.Equal((id is null ? typeof(RecordInvalid) : null, id is null ? 0 : page.Length - 1), (failure?.GetType(), offset));
    }

    private void Start(int parallelism)
    {
        _harness.Settings = _harness.Settings with { Parallelism = parallelism };
        _collection.Write([.. Enumerable.Range(0, 20).Select(id => ((long)id, id))]);
    }
}
