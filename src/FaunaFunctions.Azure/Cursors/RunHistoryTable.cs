using Azure.Data.Tables;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Cursors;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>The history of runs in the table of cursors. Runs of the last <see cref="KeptDays"/> days stay, and the newest <see cref="Kept"/> however old they are.</summary>
internal sealed partial class RunHistoryTable(TableClient table, StoragePlace place, TimeProvider time, ILogger logger)
{
    internal const int KeptDays = 90;
    internal const int Kept = 100;

    /// <summary>What one transaction takes.</summary>
    private const int MostAtOnce = 100;

    private static readonly string[] Keys = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];

    public async Task AppendAsync(RunRecord run, CancellationToken cancellationToken)
    {
        await StorageFault.GuardAsync(
            $"add a run to the history of export '{run.Export}'",
            place,
            () => table.UpsertEntityAsync(RunRow.Of(run), TableUpdateMode.Replace, cancellationToken),
            cancellationToken);
        try
        {
            await PruneAsync(run.Export, cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e, cancellationToken))
        {
            var failure = StorageFault.Describe(e, "remove old runs", place);
            Log.NotPruned(logger, run.Export, failure.Message);
        }
    }

    public Task<IReadOnlyList<RunRecord>> ReadAsync(string export, int most, CancellationToken cancellationToken) => StorageFault.GuardAsync<IReadOnlyList<RunRecord>>(
        $"read the history of export '{export}'",
        place,
        async () =>
        {
            var runs = new Dictionary<string, RunRecord>(StringComparer.Ordinal);
            if (most <= 0)
            {
                return [];
            }

            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {ExportKey.Of(export)} and RowKey ge {RunRow.Prefix} and RowKey lt {RunRow.End}");
            await foreach (var row in table.QueryAsync<TableEntity>(filter, Math.Min(most, 1000), select: null, cancellationToken))
            {
                if (RunRow.Read(row) is not { } run)
                {
                    continue;
                }

                // The same run with another start has another row: the one that was written last counts.
                runs[run.Run] = runs.TryGetValue(run.Run, out var other) && other.Finished > run.Finished ? other : run;
                if (runs.Count == most)
                {
                    break;
                }
            }

            return [.. runs.Values.OrderByDescending(run => run.Started).ThenByDescending(run => run.Run, StringComparer.Ordinal)];
        },
        cancellationToken);

    private async Task PruneAsync(string export, CancellationToken cancellationToken)
    {
        var limit = (time.GetUtcNow().AddDays(-KeptDays) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var old = RunRow.KeyBefore(limit);
        if ((await KeysAsync(export, old, 1, cancellationToken)).Count == 0)
        {
            return;
        }

        var newest = await KeysAsync(export, RunRow.Prefix, Kept, cancellationToken);
        if (newest.Count < Kept)
        {
            return;
        }

        var behind = string.CompareOrdinal(old, newest[^1].RowKey) > 0 ? old : newest[^1].RowKey;
        var gone = (await KeysAsync(export, behind, MostAtOnce, cancellationToken)).Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)).ToList();
        if (gone.Count > 0)
        {
            await table.SubmitTransactionAsync(gone, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<TableEntity>> KeysAsync(string export, string after, int most, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {ExportKey.Of(export)} and RowKey gt {after} and RowKey lt {RunRow.End}");
        var keys = new List<TableEntity>();
        await foreach (var row in table.QueryAsync<TableEntity>(filter, most, Keys, cancellationToken))
        {
            keys.Add(row);
            if (keys.Count == most)
            {
                break;
            }
        }

        return keys;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Old runs of export {Export} were left in its history, to be removed after the next run. {Reason}")]
        public static partial void NotPruned(ILogger logger, string export, string reason);
    }
}
