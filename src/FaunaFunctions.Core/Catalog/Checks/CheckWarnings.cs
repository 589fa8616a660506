using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>What fails no export but can make it leave something out. Nothing here fails a check.</summary>
internal sealed class CheckWarnings(
    ExportSettings settings, IFaunaSource source, IFaunaSchema schema, Func<string, string?> appSetting, TimeProvider time, CheckList checks)
{
    private bool SeesDeletions => settings.DeletedColumn is not null;

    private bool ReadsFeed => source.Feed is not null && settings.Mode == RunMode.Incremental;

    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(long now, CancellationToken cancellationToken)
    {
        var definition = SeesDeletions || ReadsFeed ? await DefinitionAsync(cancellationToken) : null;
        if (SeesDeletions || ReadsFeed)
        {
            var history = new HistoryCheck(settings, schema, appSetting, time, checks);
            await GuardAsync(CheckItem.History, () => history.RunAsync(definition, now, cancellationToken));
        }

        if (SeesDeletions)
        {
            await GuardAsync(CheckItem.Ttl, () => new TtlCheck(source, checks).RunAsync(definition, cancellationToken));
        }

        // The entries of an unfit index say nothing.
        if ((settings.Index is not null || ReadsFeed) && !checks.HasFailed(CheckItem.Index) && !checks.HasFailed(CheckItem.Privileges))
        {
            await GuardAsync(CheckItem.Count, () => schema is V10Schema v10
                ? new V10CountCheck(settings, v10, checks).RunAsync(cancellationToken)
                : new CountCheck(source, checks).RunAsync(now, cancellationToken));
        }
    }

    private async Task GuardAsync(string name, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception e) when (e is FaunaException or RecordInvalid)
        {
            checks.Skip(name, $"Could not be checked: {e.Message}");
        }
    }

    /// <summary>The collection's definition; null when the key may not read it, which an exporter's key need not.</summary>
    private async Task<CollectionDefinition?> DefinitionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await schema.GetCollectionAsync(settings.Collection, cancellationToken);
        }
        catch (FaunaException)
        {
            return null;
        }
    }
}
