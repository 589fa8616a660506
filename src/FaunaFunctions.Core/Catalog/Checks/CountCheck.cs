using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>v4: full exports read documents by id, incremental ones along the index: both must show the same documents.</summary>
internal sealed class CountCheck(IFaunaSource source, CheckList checks)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(long now, CancellationToken cancellationToken)
    {
        long documents, entries;
        try
        {
            documents = await source.CountAsync(new DocumentScan(now), Limit, cancellationToken);
            entries = await source.CountAsync(new UpdateScan(now, After: 0), Limit, cancellationToken);
        }
        catch (FaunaTimeout)
        {
            checks.Skip(CheckItem.Count, $"Counting the documents takes longer than {Limit.TotalSeconds:0} s, so collection and index were not compared.");
            return;
        }

        switch (entries.CompareTo(documents))
        {
            case 0:
                checks.Pass(CheckItem.Count, $"Collection and index both show {documents} documents.");
                break;
            case > 0:
                checks.Warn(CheckItem.Count, $"The index shows {entries} documents, the collection's pages {documents}: {entries - documents} have negative ids, which no page of documents shows. Full exports leave them out until they change.");
                break;
            default:
                checks.Warn(CheckItem.Count, $"The collection shows {documents} documents, the index {entries}: {documents - entries} are missing in the index, and their changes would be missed. Was it set active before it was built? Create another index.");
                break;
        }
    }
}
