using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>
/// Cursors and history in a storage table, a partition for each export; claims are leases on blobs of the container of parts. A version is
/// the row's ETag. Any number of processes may work on the same table.
/// </summary>
/// <remarks>
/// The service may do a write and its answer be lost; the write is then tried again, and refused, for its ETag has moved. So every write has
/// a name of its own, and a refused one looks whether the row bears it.
/// </remarks>
public sealed class TableCursorStore : ICursorStore
{
    private readonly TableClient _table;
    private readonly BlobContainerClient _container;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StorageTuning _tuning;
    private readonly StoragePlace _place;
    private readonly RunHistoryTable _history;

    /// <param name="table">The table, which exists.</param>
    /// <param name="container">The container whose blobs <c>.leases/…</c> are the claims; it exists.</param>
    /// <param name="time">Clock for leases and for the age of history.</param>
    /// <param name="logger">Hears of leases that cannot be renewed.</param>
    /// <param name="tuning">Length of a lease; null for the defaults.</param>
    // The client makes the rows that it answers by reflection, where a trimmer does not see it.
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor, typeof(TableEntity))]
    public TableCursorStore(TableClient table, BlobContainerClient container, TimeProvider time, ILogger<TableCursorStore> logger, StorageTuning? tuning = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
        _container = container;
        _time = time;
        _logger = logger;
        _tuning = tuning ?? StorageTuning.Default;
        _place = StoragePlace.Of(table);
        _history = new RunHistoryTable(table, _place, time, logger);
    }

    /// <inheritdoc/>
    public async Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken) =>
        await FindAsync(export, cancellationToken) is { } row ? new StoredCursor(CursorRow.Read(row, _place), row.ETag.ToString()) : null;

    /// <inheritdoc/>
    public async Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        var write = Guid.NewGuid().ToString("N");
        var row = CursorRow.Of(cursor, write, _place);
        PartNames.Export(cursor.Export);
        return await StorageFault.GuardAsync(
            $"write the cursor of export '{cursor.Export}'",
            _place,
            async () =>
            {
                try
                {
                    var answer = version is null
                        ? await _table.AddEntityAsync(row, cancellationToken)
                        : await _table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken);
                    return answer.Headers.ETag?.ToString() ?? throw new StorageUnavailable($"{_place} answered a write without an ETag. Is there a proxy in between that drops headers?");
                }
                catch (RequestFailedException e) when (e.ErrorCode is "EntityAlreadyExists" or "UpdateConditionNotSatisfied" or "ResourceNotFound" || e.Status == 412)
                {
                    return await OutcomeAsync(cursor.Export, write, cancellationToken) ?? throw new CursorMoved(cursor.Export);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string export, CancellationToken cancellationToken) => StorageFault.GuardAsync(
        $"delete the cursor of export '{export}'",
        _place,
        () => _table.DeleteEntityAsync(ExportKey.Of(export), CursorRow.Key, ETag.All, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken) => _history.AppendAsync(run, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken) =>
        _history.ReadAsync(export, most, cancellationToken);

    /// <inheritdoc/>
    public async Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken) =>
        await BlobLease.AcquireAsync(_container, export, _tuning.Lease, _time, _logger, cancellationToken);

    // A table that is gone is an error: taken for a table without the row, it would start the export anew.
    private Task<TableEntity?> FindAsync(string export, CancellationToken cancellationToken) => StorageFault.GuardAsync(
        $"read the cursor of export '{export}'",
        _place,
        async () =>
        {
            try
            {
                return (await _table.GetEntityAsync<TableEntity>(ExportKey.Of(export), CursorRow.Key, select: null, cancellationToken)).Value;
            }
            catch (RequestFailedException e) when (e is { Status: 404, ErrorCode: "ResourceNotFound" })
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>The version that a refused write made after all, at an earlier try; null when it made none.</summary>
    private async Task<string?> OutcomeAsync(string export, string write, CancellationToken cancellationToken)
    {
        if (await FindAsync(export, cancellationToken) is not { } row)
        {
            return null;
        }

        if (CursorRow.IsOf(row, write))
        {
            return row.ETag.ToString();
        }

        // A damaged row is told as such, not as a race that was lost.
        _ = CursorRow.Read(row, _place);
        return null;
    }
}
