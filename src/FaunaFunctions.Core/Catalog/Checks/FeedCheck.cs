using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>v10: the event feed that changes are read from, where v4 has an index.</summary>
internal sealed class FeedCheck(ExportSettings settings, IChangeFeed feed, CheckList checks)
{
    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether the key may not read the feed, which is the privileges' affair.</returns>
    public async Task<bool> RunAsync(long now, CancellationToken cancellationToken)
    {
        if (settings.Mode == RunMode.Full)
        {
            checks.Skip(CheckItem.Index, "The export is a full one: no index is needed, and no event feed.");
            return false;
        }

        try
        {
            // A source can be had of some collections whose feed then refuses.
            var opening = await feed.OpenAsync(now, plain: false, cancellationToken);
            using var page = await feed.ReadAsync(opening.Token, cursor: null, opening.Now, size: 1, observer: null, cancellationToken);
            checks.Pass(CheckItem.Index, "No index is needed: changes are read from the collection's event feed, which answers.");
        }
        catch (FaunaPermissionDenied)
        {
            checks.Skip(CheckItem.Index, "No index is needed: changes are read from the collection's event feed, which cannot be checked with this key.");
            return true;
        }
        catch (FaunaException e)
        {
            checks.Fail(CheckItem.Index, $"The collection's event feed cannot be read: {e.Message}");
        }

        return false;
    }
}
