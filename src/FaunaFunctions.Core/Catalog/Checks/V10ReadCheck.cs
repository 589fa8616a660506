using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>
/// v10: what the key may read. To a key without <c>read</c> a collection looks empty, and to one without <c>history_read</c> every past does, so that
/// both are probed by a document that cannot exist: only with the privilege the server says that it was not found.
/// </summary>
internal sealed class V10ReadCheck(ExportSettings settings, V10Schema schema, CheckList checks)
{
    private string Collection => settings.Collection;

    /// <param name="feedDenied">Whether it is known that the key may not read the event feed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether documents can be read.</returns>
    public async Task<bool> RunAsync(bool feedDenied, CancellationToken cancellationToken)
    {
        try
        {
            if (!await schema.HasReadAsync(Collection, cancellationToken))
            {
                return await CheckPredicateAsync(cancellationToken);
            }

            var hasHistory = await schema.HasHistoryReadAsync(Collection, cancellationToken);
            Report(feedDenied, hasHistory);
            return true;
        }
        catch (FaunaException e)
        {
            checks.Fail(CheckItem.Privileges, PrivilegeText.CannotTell(Collection, e));
            return false;
        }
    }

    private void Report(bool feedDenied, bool hasHistory)
    {
        if (feedDenied)
        {
            checks.Fail(CheckItem.Privileges, $"The key may read collection '{Collection}', but not its event feed. Grant its role 'read' on the collection, as plain true.");
        }
        else if (!hasHistory)
        {
            checks.Warn(CheckItem.Privileges, $"The key may read collection '{Collection}', but not as it was: pages of full exports are then read one after the other, in a slower form. Grant its role 'history_read' on the collection, too.");
        }
        else
        {
            var feed = settings.Mode == RunMode.Incremental ? ", and its event feed" : "";
            checks.Pass(CheckItem.Privileges, $"The key may read collection '{Collection}', also as it was{feed}.");
        }
    }

    /// <summary>A key that may not read a missing document, but shows one with its content, reads under a predicate.</summary>
    private async Task<bool> CheckPredicateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await schema.ShowsAnyAsync(Collection, cancellationToken))
            {
                checks.Warn(CheckItem.Privileges, PrivilegeText.Predicate(Collection));
                return true;
            }
        }
        catch (FaunaPermissionDenied)
        {
            // Ids without contents are as good as nothing.
        }

        checks.Fail(CheckItem.Privileges, PrivilegeText.Denied(Collection));
        return false;
    }
}
