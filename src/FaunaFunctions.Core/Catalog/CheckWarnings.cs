using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Catalog;

/// <summary>What fails no export but can make it leave something out. Nothing here fails a check.</summary>
internal sealed class CheckWarnings(
    ExportSettings settings, IFaunaSource source, IFaunaSchema schema, Func<string, string?> appSetting, TimeProvider time, CheckList checks)
{
    private const int TtlSample = 64;
    private static readonly TimeSpan AlwaysKept = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(10);

    private bool SeesDeletions => settings.DeletedColumn is not null;

    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(long now, CancellationToken cancellationToken)
    {
        if (SeesDeletions)
        {
            var definition = await DefinitionAsync(cancellationToken);
            await GuardAsync(CheckItem.History, () => CheckHistoryAsync(definition, now, cancellationToken));
            await GuardAsync(CheckItem.Ttl, () => CheckTtlAsync(definition, cancellationToken));
        }

        // The entries of an unfit index say nothing.
        if (settings.Index is not null && !checks.HasFailed(CheckItem.Index) && !checks.HasFailed(CheckItem.Privileges))
        {
            await GuardAsync(CheckItem.Count, () => CheckCountAsync(now, cancellationToken));
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

    /// <summary>Deletions are read from the collection's history: one older than that is lost between two runs.</summary>
    private async Task CheckHistoryAsync(CollectionDefinition? definition, long now, CancellationToken cancellationToken)
    {
        var keepsAll = definition is { HistoryDays: null };
        if (keepsAll)
        {
            checks.Pass(CheckItem.History, "The collection keeps its history for ever: deletions are found however far apart runs are.");
            return;
        }

        var oldest = await schema.GetMinimumTimeAsync(settings.Collection, cancellationToken);
        var measured = oldest is { } o ? TimeSpan.FromMicroseconds(now - o) : AlwaysKept;
        // After history_days was raised, history grows until it reaches what the definition says.
        var defined = definition?.HistoryDays is { } days and < 3_000_000 ? TimeSpan.FromDays(days) + AlwaysKept : measured;
        var kept = defined > measured ? defined : measured;
        if (LongestGap(out var unknown) is not { } gap)
        {
            checks.Pass(CheckItem.History, $"The collection keeps {Describe(kept)} of history; {unknown}: deletions are found when runs are never further apart.");
        }
        else if (gap > kept)
        {
            checks.Warn(CheckItem.History, $"The collection keeps {Describe(kept)} of history, but runs can be {Describe(gap)} apart: deletions in between are lost, and the run then takes a new full snapshot. Raise the collection's history_days to {Math.Ceiling(gap.TotalDays).ToString(CultureInfo.InvariantCulture)}, or run more often.");
        }
        else
        {
            checks.Pass(CheckItem.History, $"The collection keeps {Describe(kept)} of history; runs are at most {Describe(gap)} apart.");
        }
    }

    private TimeSpan? LongestGap(out string unknown)
    {
        unknown = "the export has no schedule";
        var schedule = settings.Schedule;
        if (schedule is null)
        {
            return null;
        }

        if (AppSettings.NameIn(schedule) is { } name)
        {
            unknown = $"app setting '{name}', the schedule, is not set here";
            schedule = appSetting(name);
        }

        return schedule is null ? null : ScheduleGap.Longest(schedule, time.GetUtcNow().UtcDateTime);
    }

    /// <summary>Documents whose ttl passes vanish without an event.</summary>
    private async Task CheckTtlAsync(CollectionDefinition? definition, CancellationToken cancellationToken)
    {
        const string consequence = "An expired document vanishes without an event, so that no deletion is exported for it. Give the export a fullSchedule, or an additional column for [\"ttl\"].";
        if (definition?.TtlDays is { } days)
        {
            checks.Warn(CheckItem.Ttl, string.Create(CultureInfo.InvariantCulture, $"The collection's documents expire after {days} days (ttl_days). {consequence}"));
            return;
        }

        var layout = new RecordLayout(false, [new AdditionalColumn("ttl", ["ttl"], "string", null, null, Required: false)], null);
        var expiring = 0;
        var documents = await RecordSample.ReadAsync(
            source,
            layout,
            TtlSample,
            (string name, ref Utf8JsonReader value) =>
            {
                expiring += name == "ttl" && value.TokenType != JsonTokenType.Null ? 1 : 0;
                value.Skip();
            },
            cancellationToken);
        if (expiring > 0)
        {
            checks.Warn(CheckItem.Ttl, $"{expiring} of the first {documents} documents have a ttl. {consequence}");
            return;
        }

        var note = definition is null ? "; whether the collection has ttl_days cannot be checked with this key" : "";
        checks.Pass(CheckItem.Ttl, $"None of the first {documents} documents has a ttl{note}.");
    }

    /// <summary>Full exports read documents by id, incremental ones along the index: both must show the same documents.</summary>
    private async Task CheckCountAsync(long now, CancellationToken cancellationToken)
    {
        long documents, entries;
        try
        {
            documents = await source.CountAsync(new DocumentScan(now), CountLimit, cancellationToken);
            entries = await source.CountAsync(new UpdateScan(now, After: 0), CountLimit, cancellationToken);
        }
        catch (FaunaTimeout)
        {
            checks.Skip(CheckItem.Count, $"Counting the documents takes longer than {CountLimit.TotalSeconds:0} s, so collection and index were not compared.");
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

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Describe(time.TotalDays, "days"),
        { TotalHours: >= 2 } => Describe(time.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Describe(time.TotalMinutes, "minutes"),
        _ => Describe(time.TotalSeconds, "seconds"),
    };

    private static string Describe(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
}
