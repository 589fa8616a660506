using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Telemetry;

/// <summary>
/// What a run cannot measure by itself: how far its collection's history still reaches, asked for when it starts. Runs may outlive the
/// request that asked for them, so their end sends what was measured, too.
/// </summary>
internal sealed partial class RunTelemetry(TelemetrySender sender, ILogger<RunTelemetry> logger)
{
    private static readonly TimeSpan MarginLimit = TimeSpan.FromSeconds(10);

    /// <summary>Follows a run from before it claims its export.</summary>
    /// <returns>To be disposed when the run has ended, however it did.</returns>
    public IAsyncDisposable Follow(ExportRegistry registry, ExportSettings export)
    {
        // Through v10 every change is read from the history, through v4 only deletions are.
        var needsHistory = export.DeletedColumn is not null || export is { Connection.Api: FaunaApi.V10, Mode: RunMode.Incremental };
        var looks = needsHistory && !export.IsDatabase && ExportMetrics.WantsHistoryMargin;
        return new Followed(sender, looks ? RecordMarginAsync(registry, export) : Task.CompletedTask);
    }

    private async Task RecordMarginAsync(ExportRegistry registry, ExportSettings export)
    {
        using var limit = new CancellationTokenSource(MarginLimit);
        try
        {
            if (await registry.Cursors.ReadAsync(export.Name, limit.Token) is { Cursor.Through: { } through }
                && await registry.SchemaOf(export).GetMinimumTimeAsync(export.Collection, limit.Token) is { } minimum)
            {
                ExportMetrics.RecordHistoryMargin(export.Name, through, minimum);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The run meets the same trouble and says it.
            Log.NoMargin(logger, export.Name, e.GetType().Name);
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
