using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Databases;

/// <summary>An export as the settings have it: of a collection, or of every collection of a database.</summary>
/// <param name="settings">The export.</param>
/// <param name="database">Its database.</param>
/// <param name="appSetting">The value of an app setting that a schedule names; null when there is none.</param>
/// <param name="time">Clock.</param>
public sealed class ConfiguredExport(ExportSettings settings, FaunaDatabase database, Func<string, string?> appSetting, TimeProvider time)
{
    /// <summary>The export.</summary>
    public ExportSettings Settings => settings;

    /// <summary>Looks whether it can run.</summary>
    /// <returns>The result; what Fauna refuses is in it, not thrown.</returns>
    public Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => settings.IsDatabase
        ? new DatabaseCheck(settings, database, CheckAsync).RunAsync(cancellationToken)
        : CheckAsync(settings, cancellationToken);

    /// <summary>
    /// Looks whether it can run, before its first run: an index of another collection, or one with terms, answers every question with an empty page. A whole
    /// database is not looked at as a whole: its run looks at each collection, and one that cannot be exported keeps no other from it.
    /// </summary>
    public async Task<CheckResult?> CheckFirstAsync(CancellationToken cancellationToken) => settings.IsDatabase ? null : await CheckAsync(cancellationToken);

    /// <summary>What its records look like: one stream for each collection.</summary>
    /// <param name="sample">Documents of each collection to infer the schema of <c>data</c> from; 0 to read none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaException">The collections could not be listed, or documents not read.</exception>
    public async Task<IReadOnlyList<DiscoveredStream>> DescribeAsync(int sample, CancellationToken cancellationToken)
    {
        var streams = new List<DiscoveredStream>();
        foreach (var export in settings.IsDatabase ? await ExportsAsync(cancellationToken) : [settings])
        {
            streams.Add(await Discovery.DescribeAsync(export, database.Collection(export.Collection, export.Index), database.Schema, sample, cancellationToken));
        }

        return streams;
    }

    /// <summary>Brings it up to date, or as far as the budget allows.</summary>
    /// <param name="parts">Where parts and manifests land.</param>
    /// <param name="cursors">Where positions and history are kept.</param>
    /// <param name="random">Makes run ids distinct.</param>
    /// <param name="logs">Hear what the run does.</param>
    /// <param name="request">What this invocation is asked to do.</param>
    /// <param name="progress">Hears of every page; may be null.</param>
    /// <param name="cancellationToken">Ends the run at once; the next one goes on from the last committed part.</param>
    /// <exception cref="Exception">Those of <see cref="Exporter.RunAsync"/> and <see cref="DatabaseExporter.RunAsync"/>.</exception>
    public Task<RunResult> RunAsync(
        IPartStore parts,
        ICursorStore cursors,
        Random random,
        ILoggerFactory logs,
        RunRequest request,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        var exporter = new Exporter(parts, cursors, time, random, logs.CreateLogger<Exporter>());
        return settings.IsDatabase
            ? new DatabaseExporter(exporter, parts, cursors, time, random, logs.CreateLogger<DatabaseExporter>())
                .RunAsync(settings, database, CheckAsync, request, progress, cancellationToken)
            : exporter.RunAsync(settings, database.Collection(settings.Collection, settings.Index), request, progress, cancellationToken);
    }

    private async Task<IEnumerable<ExportSettings>> ExportsAsync(CancellationToken cancellationToken)
    {
        var list = await database.Definitions.ListCollectionsAsync(cancellationToken);
        return DatabaseCollections.Of(settings, list.Names, []).Wanted.Select(child => DatabaseCollections.SettingsOf(settings, child));
    }

    private Task<CheckResult> CheckAsync(ExportSettings export, CancellationToken cancellationToken) =>
        new ExportCheck(export, database.Collection(export.Collection, export.Index), database.Schema, appSetting, time).RunAsync(cancellationToken);
}
