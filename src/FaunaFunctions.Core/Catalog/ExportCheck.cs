using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Catalog;

/// <summary>
/// Looks whether an export can run as it is configured: at server, collection, index and the key's privileges, and at what would make it
/// leave something out. Reads only. What the key may not look at is said, and fails the check only when the export needs it.
/// </summary>
/// <param name="settings">The export, as the settings reader validated it.</param>
/// <param name="source">Its collection.</param>
/// <param name="schema">Its database.</param>
/// <param name="appSetting">The value of an app setting that a schedule names; null when there is none.</param>
/// <param name="time">Clock for the schedule; null for the system's.</param>
public sealed class ExportCheck(
    ExportSettings settings, IFaunaSource source, IFaunaSchema schema, Func<string, string?> appSetting, TimeProvider? time = null)
{
    private CheckList _checks = new();

    private string Collection => settings.Collection;

    /// <summary>Looks at everything; a failure ends only what depends on it. Not for concurrent calls.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The result; what Fauna refuses is in it, not thrown.</returns>
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        _checks = new CheckList();
        _checks.Pass(CheckItem.Settings, "The settings are valid.");
        if (await CheckConnectionAsync(cancellationToken) is not { } now)
        {
            SkipRest("there is no connection", CheckItem.Collection, CheckItem.Index, CheckItem.Privileges);
        }
        else if (!await CheckCollectionAsync(cancellationToken))
        {
            SkipRest("the collection is not there", CheckItem.Index, CheckItem.Privileges);
        }
        else
        {
            var indexDenied = await CheckIndexAsync(now, cancellationToken);
            var readable = await CheckPrivilegesAsync(indexDenied, now, cancellationToken);
            if (readable)
            {
                await new CheckWarnings(settings, source, schema, appSetting, time ?? TimeProvider.System, _checks).RunAsync(now, cancellationToken);
            }
        }

        return CheckResult.Of(_checks.Items);
    }

    /// <summary>The server's time, µs; null, and reported, when it cannot be reached or does not know the secret.</summary>
    private async Task<long?> CheckConnectionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = await source.ReadTimeAsync(cancellationToken);
            _checks.Pass(CheckItem.Connection, $"{settings.Connection.BaseAddress} answers and knows the secret.");
            return now;
        }
        catch (FaunaUnauthorized)
        {
            _checks.Fail(CheckItem.Connection, "Failed to connect to database: Unauthorized");
        }
        catch (FaunaException e)
        {
            _checks.Fail(CheckItem.Connection, $"Failed to connect to database: {e.Message}");
        }

        return null;
    }

    private async Task<bool> CheckCollectionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await schema.ConfirmCollectionAsync(Collection, cancellationToken);
            _checks.Pass(CheckItem.Collection, $"Collection '{Collection}' exists.");
            return true;
        }
        catch (FaunaNotFound)
        {
            _checks.Fail(CheckItem.Collection, $"Collection '{Collection}' does not exist. Check its name, and that the secret is of the right database.");
        }
        catch (FaunaException e)
        {
            _checks.Fail(CheckItem.Collection, $"Collection '{Collection}' cannot be looked at: {e.Message}");
        }

        return false;
    }

    /// <summary>Looks at the index's definition where the key may, and at its entries in any case.</summary>
    /// <returns>Whether the key may not read the index, which is the privileges' affair.</returns>
    private async Task<bool> CheckIndexAsync(long now, CancellationToken cancellationToken)
    {
        if (source.Feed is { } feed)
        {
            return await CheckFeedAsync(feed, now, cancellationToken);
        }

        if (settings.Index is not { } index)
        {
            _checks.Skip(CheckItem.Index, "The export names no index: it is always a full one.");
            return false;
        }

        try
        {
            var definition = await DefinitionAsync(index, cancellationToken);
            if (definition is not null && IndexRules.Problem(definition, Collection) is { } problem)
            {
                _checks.Fail(CheckItem.Index, problem);
                return false;
            }

            // Even a good definition does not say whether the key may read the index, and somebody may have set it active by hand.
            var probe = await source.ProbeChangesAsync(now, removals: false, at: null, cancellationToken);
            ReportIndex(index, definition is not null, probe.Readable);
        }
        catch (FaunaNotFound)
        {
            _checks.Fail(CheckItem.Index, IndexRules.Missing(index));
        }
        catch (FaunaIndexNotActive)
        {
            _checks.Fail(CheckItem.Index, IndexRules.StillBuilding(index));
        }
        catch (FaunaPermissionDenied)
        {
            _checks.Skip(CheckItem.Index, $"Index '{index}' exists, but its entries cannot be checked with this key.");
            return true;
        }
        catch (FaunaException e)
        {
            _checks.Fail(CheckItem.Index, $"Index '{index}' cannot be used: {e.Message}");
        }

        return false;
    }

    /// <summary>A feed takes an index's place.</summary>
    /// <returns>Whether the key may not open it.</returns>
    private async Task<bool> CheckFeedAsync(IChangeFeed feed, long now, CancellationToken cancellationToken)
    {
        try
        {
            await feed.OpenAsync(now, cancellationToken);
            _checks.Pass(CheckItem.Index, "No index is needed: changes are read from the collection's event feed, which opens.");
        }
        catch (FaunaPermissionDenied)
        {
            _checks.Skip(CheckItem.Index, "No index is needed: changes are read from the collection's event feed, which this key may not open.");
        }
        catch (FaunaException e)
        {
            _checks.Fail(CheckItem.Index, $"The collection's event feed cannot be opened: {e.Message}");
        }

        return false;
    }

    private void ReportIndex(string index, bool defined, bool seen)
    {
        if (defined)
        {
            _checks.Pass(CheckItem.Index, $"Index '{index}' is of collection '{Collection}', has the values ts and ref and no terms, and is active.");
        }
        else if (seen)
        {
            _checks.Pass(CheckItem.Index, $"Index '{index}' is active and its entries are those of collection '{Collection}'; its definition cannot be checked with this key (that needs 'read' on indexes).");
        }
        else
        {
            _checks.Warn(CheckItem.Index, $"Index '{index}' is active, but its definition cannot be checked with this key (that needs 'read' on indexes), and there is no document yet whose entry would show it.");
        }
    }

    /// <summary>The index's definition; null when the key may not read it.</summary>
    private async Task<V4Index?> DefinitionAsync(string index, CancellationToken cancellationToken)
    {
        try
        {
            return schema is V4Schema v4 ? await v4.GetIndexAsync(index, cancellationToken) : null;
        }
        catch (FaunaPermissionDenied)
        {
            return null;
        }
    }

    /// <summary>An empty page proves nothing, so the privileges are probed.</summary>
    /// <returns>Whether documents can be read.</returns>
    private async Task<bool> CheckPrivilegesAsync(bool indexDenied, long now, CancellationToken cancellationToken)
    {
        if (indexDenied)
        {
            _checks.Fail(CheckItem.Privileges, $"The key may not read index '{settings.Index}'. Grant its role 'read' on the index.");
        }

        try
        {
            await source.ConfirmReadableAsync(cancellationToken);
            if (!indexDenied)
            {
                var what = settings.Index is { } index ? $" and index '{index}'" : "";
                _checks.Pass(CheckItem.Privileges, $"The key may read collection '{Collection}'{what}.");
            }

            return true;
        }
        catch (FaunaPermissionDenied)
        {
            return await CheckPredicateAsync(now, cancellationToken);
        }
        catch (FaunaException e)
        {
            _checks.Fail(CheckItem.Privileges, $"Whether the key may read collection '{Collection}' cannot be told: {e.Message}");
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
                _checks.Warn(CheckItem.Privileges, $"The key may read collection '{Collection}' only as a predicate of its role allows: other documents are left out without a sign, and deletions are never seen. Grant 'read' as plain true.");
                return true;
            }
        }
        catch (FaunaPermissionDenied)
        {
            // Ids without contents: 'unrestricted_read' alone. As good as nothing.
        }
        catch (FaunaException e)
        {
            _checks.Fail(CheckItem.Privileges, $"Whether the key may read collection '{Collection}' cannot be told: {e.Message}");
            return false;
        }

        _checks.Fail(CheckItem.Privileges, $"The key may not read collection '{Collection}': it would look empty. Grant its role 'read' on the collection, as plain true.");
        return false;
    }

    private void SkipRest(string reason, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _checks.Skip(name, $"Not checked, since {reason}.");
        }
    }
}
