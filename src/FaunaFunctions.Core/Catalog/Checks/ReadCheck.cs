using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>v4: what the key may read. An empty page proves nothing, so the privileges are probed.</summary>
internal sealed class ReadCheck(ExportSettings settings, IFaunaSource source, CheckList checks)
{
    private string Collection => settings.Collection;

    /// <param name="indexDenied">Whether it is known that the key may not read the index.</param>
    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether documents can be read.</returns>
    public async Task<bool> RunAsync(bool indexDenied, long now, CancellationToken cancellationToken)
    {
        if (indexDenied)
        {
            checks.Fail(CheckItem.Privileges, $"The key may not read index '{settings.Index}'. Grant its role 'read' on the index.");
        }

        try
        {
            await source.ConfirmReadableAsync(cancellationToken);
            if (!indexDenied)
            {
                // Of an index that cannot be used nothing was found out.
                var what = settings.Index is { } index && !checks.HasFailed(CheckItem.Index) ? $" and index '{index}'" : "";
                checks.Pass(CheckItem.Privileges, $"The key may read collection '{Collection}'{what}.");
            }

            return true;
        }
        catch (FaunaPermissionDenied)
        {
            return await CheckPredicateAsync(now, cancellationToken);
        }
        catch (FaunaException e)
        {
            checks.Fail(CheckItem.Privileges, PrivilegeText.CannotTell(Collection, e));
            return false;
        }
    }

    /// <summary>A key that may not read a missing document, but shows one with its content, reads under a predicate.</summary>
    private async Task<bool> CheckPredicateAsync(long now, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await source.ReadPageAsync(new DocumentScan(now), from: null, size: 1, observer: null, cancellationToken);
            var first = page.FirstDocument;
            if (page.NextDocument(ref first))
            {
                checks.Warn(CheckItem.Privileges, PrivilegeText.Predicate(Collection));
                return true;
            }
        }
        catch (FaunaPermissionDenied)
        {
            // Ids without contents: 'unrestricted_read' alone. As good as nothing.
        }
        catch (FaunaException e)
        {
            checks.Fail(CheckItem.Privileges, PrivilegeText.CannotTell(Collection, e));
            return false;
        }

        checks.Fail(CheckItem.Privileges, PrivilegeText.Denied(Collection));
        return false;
    }
}
