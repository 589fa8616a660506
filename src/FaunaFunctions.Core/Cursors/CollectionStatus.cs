namespace FaunaFunctions.Core.Cursors;

/// <summary>Where one collection of an export of a whole database stands. Times are µs since 1970.</summary>
/// <param name="Collection">The collection's name.</param>
/// <param name="Export">The name of the export that is its own.</param>
/// <param name="Through">Everything up to and including this time is exported; null before its first run has finished.</param>
/// <param name="Snapshot">Time of its newest complete full export; null when there is none.</param>
/// <param name="UnderWay">Its unfinished run; null between runs.</param>
/// <param name="Gone">When it was first missing from the database, or excluded; null while it is exported.</param>
/// <param name="Error">Why the run under way could not export it, or why its position cannot be read; null for neither.</param>
public sealed record CollectionStatus(
    string Collection, string Export, long? Through, long? Snapshot, UnfinishedRun? UnderWay, long? Gone, string? Error)
{
    /// <summary>Reads them from the storage, by name.</summary>
    /// <param name="database">What the database's cursor remembers; null when it has none.</param>
    /// <param name="cursors">Where the collections' positions are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal static async Task<IReadOnlyList<CollectionStatus>> ReadAsync(
        DatabaseCursor? database, ICursorStore cursors, CancellationToken cancellationToken)
    {
        var all = new List<CollectionStatus>();
        foreach (var child in (database?.Children ?? []).OrderBy(child => child.Collection, StringComparer.Ordinal))
        {
            var failure = database!.Run?.Failed.FirstOrDefault(failure => failure.Export == child.Export)?.Message;
            all.Add(await ReadAsync(child, failure, cursors, cancellationToken));
        }

        return all;
    }

    private static async Task<CollectionStatus> ReadAsync(
        DatabaseChild child, string? failure, ICursorStore cursors, CancellationToken cancellationToken)
    {
        try
        {
            var cursor = (await cursors.ReadAsync(child.Export, cancellationToken))?.Cursor;
            var underWay = cursor?.Run is { } run ? UnfinishedRun.Of(run) : null;
            return new CollectionStatus(child.Collection, child.Export, cursor?.Through, cursor?.Snapshot, underWay, child.Gone, failure);
        }
        catch (CursorCorrupt corrupt)
        {
            return new CollectionStatus(child.Collection, child.Export, null, null, null, child.Gone, corrupt.Message);
        }
    }
}
