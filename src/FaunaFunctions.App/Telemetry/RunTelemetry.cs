using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Telemetry;

/// <summary>
/// What a run cannot measure by itself: how far its collection's history still reaches, asked for when it starts; of a whole database, that of each
/// collection. Runs may outlive the request that asked for them, so their end sends what was measured, too.
/// </summary>
internal sealed partial class RunTelemetry(TelemetrySender sender, ILogger<RunTelemetry> logger)
{
    private const int MostAtOnce = 4;
    private static readonly TimeSpan MarginLimit = TimeSpan.FromSeconds(10);

    /// <summary>Follows a run from before it claims its export.</summary>
    /// <returns>To be disposed when the run has ended, however it did.</returns>
    public IAsyncDisposable Follow(ExportRegistry registry, ExportSettings export)
    {
        // Through v10 every change is read from the history, through v4 only deletions are.
        var needsHistory = export.DeletedColumn is not null || export is { Connection.Api: FaunaApi.V10, Mode: RunMode.Incremental };
        return new Followed(sender, needsHistory && ExportMetrics.WantsHistoryMargin ? RecordMarginsAsync(registry, export) : Task.CompletedTask);
    }

    private async Task RecordMarginsAsync(ExportRegistry registry, ExportSettings export)
    {
        using var limit = new CancellationTokenSource(MarginLimit);
        if (!export.IsDatabase)
        {
            await RecordMarginAsync(registry, export, export.Name, export.Collection, limit.Token);
            return;
        }

        await TryAsync(export.Name, async () =>
        {
            var children = (await registry.Cursors.ReadAsync(export.Name, limit.Token))?.Cursor.Database?.Children ?? [];
            await Parallel.ForEachAsync(
                children.Where(child => child.Gone is null),
                new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = limit.Token },
                async (child, cancellationToken) => await RecordMarginAsync(registry, export, child.Export, child.Collection, cancellationToken));
        });
    }

    private Task RecordMarginAsync(ExportRegistry registry, ExportSettings export, string name, string collection, CancellationToken cancellationToken) =>
        TryAsync(name, async () =>
        {
            if (await registry.Cursors.ReadAsync(name, cancellationToken) is { Cursor.Through: { } through }
                && await registry.SchemaOf(export).GetMinimumTimeAsync(collection, cancellationToken) is { } minimum)
            {
                ExportMetrics.RecordHistoryMargin(name, through, minimum);
            }
        });

    private async Task TryAsync(string name, Func<Task> measure)
    {
        try
        {
            await measure();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The run meets the same trouble and says it.
            Log.NoMargin(logger, name, e.GetType().Name);
        }
    }

    private sealed class Followed(TelemetrySender sender, Task margin) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await margin;
            await sender.FlushAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Export {Export}: how far its collection's history reaches could not be measured: {Error}")]
        public static partial void NoMargin(ILogger logger, string export, string error);
    }
}
