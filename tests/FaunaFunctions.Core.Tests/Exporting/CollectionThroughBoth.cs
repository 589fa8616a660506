using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A collection of the emulator and two exports of it into folders, one through each query language, with a key that may do no more than it must.</summary>
internal sealed class CollectionThroughBoth : IAsyncDisposable
{
    private const string Index = "by_ts";
    private readonly FaunaEmulator _server;
    private readonly Dictionary<FaunaApi, ExportHarness> _exports;

    private CollectionThroughBoth(FaunaEmulator server, EmulatorDatabase database, FakeTimeProvider time, ExportSettings settings)
    {
        (_server, Database, Time) = (server, database, time);
        _exports = new[] { FaunaApi.V4, FaunaApi.V10 }.ToDictionary(
            api => api,
            api => new ExportHarness(settings with { Connection = settings.Connection with { Api = api } }));
    }

    public EmulatorDatabase Database { get; }

    /// <summary>The server's clock. It stands still but for what a test moves.</summary>
    public FakeTimeProvider Time { get; }

    /// <param name="collection">The collection's name; it is made here.</param>
    /// <param name="columns">Additional columns.</param>
    public static Task<CollectionThroughBoth> StartAsync(string collection, params AdditionalColumn[] columns) =>
        StartAsync(collection, looksBack: true, columns);

    /// <param name="collection">The collection's name; it is made here.</param>
    /// <param name="looksBack">Whether the key may read documents as they were.</param>
    /// <param name="columns">Additional columns.</param>
    public static async Task<CollectionThroughBoth> StartAsync(string collection, bool looksBack, params AdditionalColumn[] columns)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var server = await FaunaEmulator.StartAsync(new EmulatorOptions { TimeProvider = time }, TestContext.Current.CancellationToken);
        var database = server.CreateDatabase("shop");
        database.CreateCollection(collection, historyDays: 1);
        database.CreateTsIndex(Index, collection);
        var secret = database.CreateRoleKey("exporter", Privileges(collection, looksBack));
        return new CollectionThroughBoth(server, database, time, ExportHarness.Incremental with
        {
            Connection = EmulatedExport.ConnectionTo(server, secret),
            Collection = collection,
            Index = Index,
            AdditionalColumns = columns,
            PageSize = 64,
            PartSize = 10_000,
        });
    }

    /// <summary>Brings the export through one language up to date.</summary>
    /// <returns>What it did, and the records that it added, in order.</returns>
    public async Task<(RunResult Result, List<string> Records)> ExportAsync(FaunaApi api)
    {
        var export = _exports[api];
        using var transport = new FaunaTransport(export.Settings.Connection, new FaunaTransportOptions(), TimeProvider.System, new Random(1));
        IFaunaSource source = api == FaunaApi.V10
            ? new V10Source(transport, export.Settings.Collection)
            : new V4Source(transport, export.Settings.Collection, export.Settings.Index);
        var result = await export.RunAsync(source);
        return (result, result.Manifest is null ? [] : await export.LinesAsync(result.Manifest));
    }

    /// <summary>Brings both up to date.</summary>
    /// <returns>The records that each added, in order.</returns>
    public async Task<(List<string> V4, List<string> V10)> ExportAsync(RunMode mode)
    {
        var (v4, v10) = (await ExportAsync(FaunaApi.V4), await ExportAsync(FaunaApi.V10));
        Assert.Equal((RunOutcome.Completed, mode), (v4.Result.Outcome, v4.Result.Mode));
        Assert.Equal((RunOutcome.Completed, mode), (v10.Result.Outcome, v10.Result.Mode));
        return (v4.Records, v10.Records);
    }

    /// <summary>The records of a full export through v10 with a key that may not look back, and its warnings.</summary>
    public async Task<(RunResult Result, List<string> Records)> ExportWithoutHistoryAsync()
    {
        var settings = _exports[FaunaApi.V10].Settings;
        var secret = Database.CreateRoleKey("present", Privileges(settings.Collection, looksBack: false));
        using var export = new ExportHarness(
            settings with { Connection = EmulatedExport.ConnectionTo(_server, secret) with { Api = FaunaApi.V10 } });
        using var transport = new FaunaTransport(export.Settings.Connection, new FaunaTransportOptions(), TimeProvider.System, new Random(1));
        var result = await export.RunAsync(new V10Source(transport, settings.Collection));
        return (result, await export.LinesAsync(result.Manifest!));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var export in _exports.Values)
        {
            export.Dispose();
        }

        await _server.DisposeAsync();
    }

    private static string Privileges(string collection, bool looksBack) =>
        """[{"object":{"resource":{"collection":"NAME"},"actions":{"object":{"read":true,"history_read":LOOKS_BACK}}}},{"object":{"resource":{"index":"by_ts"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"indexes":null},"actions":{"object":{"read":true}}}}]"""
            .Replace("NAME", collection, StringComparison.Ordinal)
            .Replace("LOOKS_BACK", looksBack ? "true" : "false", StringComparison.Ordinal);
}
