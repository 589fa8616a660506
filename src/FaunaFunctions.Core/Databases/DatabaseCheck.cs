using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Databases;

/// <summary>
/// Looks whether every collection of a database can be exported as it is configured, and whether its schema can be read. One that cannot fails the check,
/// as it would fail the run; what of the schema cannot be read is a warning, as it is left out.
/// </summary>
/// <param name="settings">The export.</param>
/// <param name="database">Its database.</param>
/// <param name="check">The check of one collection's export.</param>
internal sealed class DatabaseCheck(ExportSettings settings, FaunaDatabase database, Func<ExportSettings, CancellationToken, Task<CheckResult>> check)
{
    /// <summary>Looks at everything.</summary>
    /// <returns>The result; what Fauna refuses is in it, not thrown.</returns>
    public async Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        var items = new List<CheckItem> { new(CheckItem.Settings, CheckStatus.Succeeded, "The settings are valid.") };
        if (await ListAsync(items, cancellationToken) is { } names)
        {
            var collections = DatabaseCollections.Of(settings, names, []);
            if (collections.Excluded.Count > 0)
            {
                items.Add(new CheckItem(CheckItem.Collection, CheckStatus.Skipped, $"Left out: {string.Join(", ", collections.Excluded)}."));
            }

            foreach (var child in collections.Wanted)
            {
                var result = await check(DatabaseCollections.SettingsOf(settings, child), cancellationToken);
                if (result.Status != CheckStatus.Failed)
                {
                    items.Add(new CheckItem(CheckItem.Collection, CheckStatus.Succeeded, $"{child.Collection}: can be exported."));
                }

                items.AddRange(result.Checks
                    .Where(item => item.Status is CheckStatus.Failed or CheckStatus.Warning)
                    .Select(item => item with { Message = $"{child.Collection}: {item.Message}" }));
            }

            await CheckSchemaAsync(items, cancellationToken);
        }

        return CheckResult.Of(items);
    }

    private async Task<IReadOnlyList<string>?> ListAsync(List<CheckItem> items, CancellationToken cancellationToken)
    {
        try
        {
            var list = await database.Definitions.ListCollectionsAsync(cancellationToken);
            items.Add(new CheckItem(CheckItem.Connection, CheckStatus.Succeeded, $"{settings.Connection.BaseAddress} answers and knows the secret."));
            if (list.Warning is { } warning)
            {
                items.Add(new CheckItem(CheckItem.Privileges, CheckStatus.Warning, warning));
            }

            if (list.Names.Count == 0)
            {
                items.Add(new CheckItem(CheckItem.Collection, CheckStatus.Warning, DatabaseCollections.NoneListed));
            }

            return list.Names;
        }
        catch (FaunaUnauthorized)
        {
            items.Add(new CheckItem(CheckItem.Connection, CheckStatus.Failed, "Failed to connect to database: Unauthorized"));
        }
        catch (FaunaPermissionDenied e)
        {
            items.Add(new CheckItem(CheckItem.Privileges, CheckStatus.Failed, e.Message));
        }
        catch (FaunaException e)
        {
            items.Add(new CheckItem(CheckItem.Connection, CheckStatus.Failed, $"Failed to connect to database: {e.Message}"));
        }

        return null;
    }

    private async Task CheckSchemaAsync(List<CheckItem> items, CancellationToken cancellationToken)
    {
        foreach (var kind in database.Definitions.Kinds)
        {
            await TryAsync(kind, () => database.Definitions.ReadAsync(kind, cancellationToken));
        }

        await TryAsync("fsl", () => database.Definitions.ReadFilesAsync(cancellationToken));

        async Task TryAsync(string kind, Func<Task> read)
        {
            try
            {
                await read();
            }
            catch (FaunaException e)
            {
                items.Add(new CheckItem(CheckItem.Privileges, CheckStatus.Warning, $"The schema is exported without {kind}: {e.Message}"));
            }
        }
    }
}
