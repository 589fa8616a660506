using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Databases;

/// <summary>Forgets where the collections of a database's export stand.</summary>
public static class DatabaseReset
{
    /// <summary>Removes the cursors of all its collections. The database's own is the caller's to remove, last of all, and so is its lease.</summary>
    /// <param name="cursor">The database's cursor as it was; null when it could not be read: the collections then begin anew at the next run all the same.</param>
    /// <param name="cursors">Where they are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ExportBusy">A run of one of them is at work.</exception>
    public static async Task ForgetCollectionsAsync(ExportCursor? cursor, ICursorStore cursors, CancellationToken cancellationToken)
    {
        foreach (var child in cursor?.Database?.Children ?? [])
        {
            await using var lease = await cursors.AcquireLeaseAsync(child.Export, cancellationToken);
            await cursors.DeleteAsync(child.Export, cancellationToken);
        }
    }
}
