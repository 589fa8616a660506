using FaunaFunctions.Core.Catalog.Checks;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Catalog;

/// <summary>
/// Looks whether an export can run as it is configured: at server, collection, index or event feed and the key's privileges, and at what would make it
/// leave something out. Reads only. What the key may not look at is said, and fails the check only when the export needs it.
/// </summary>
/// <param name="settings">The export, as the settings reader validated it.</param>
/// <param name="source">Its collection.</param>
/// <param name="schema">Its database, in the same language.</param>
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
        else if (await CheckReadingAsync(now, cancellationToken))
        {
            await new CheckWarnings(settings, source, schema, appSetting, time ?? TimeProvider.System, _checks).RunAsync(now, cancellationToken);
        }

        return CheckResult.Of(_checks.Items);
    }

    /// <summary>How changes are found, and what the key may read.</summary>
    /// <returns>Whether documents can be read.</returns>
    private async Task<bool> CheckReadingAsync(long now, CancellationToken cancellationToken)
    {
        if (schema is V10Schema v10 && source.Feed is { } feed)
        {
            var feedDenied = await new FeedCheck(settings, feed, _checks).RunAsync(now, cancellationToken);
            return await new V10ReadCheck(settings, v10, _checks).RunAsync(feedDenied, cancellationToken);
        }

        var indexDenied = await new IndexCheck(settings, source, (V4Schema)schema, _checks).RunAsync(now, cancellationToken);
        return await new ReadCheck(settings, source, _checks).RunAsync(indexDenied, now, cancellationToken);
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

    private void SkipRest(string reason, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _checks.Skip(name, $"Not checked, since {reason}.");
        }
    }
}
