using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>A record of a part.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Ts">µs.</param>
/// <param name="Line">The whole line.</param>
internal sealed record StoredRecord(long Id, long Ts, string Line);

/// <summary>What an app has stored, read with the services' own clients.</summary>
internal sealed class Storage(string connection, StorageNames names)
{
    /// <summary>The container.</summary>
    public BlobContainerClient Container { get; } = new(connection, names.Container);

    /// <summary>The table.</summary>
    public TableClient Table { get; } = new(connection, names.Table);

    /// <summary>The queue.</summary>
    public QueueClient Queue { get; } = new(connection, names.Queue);

    /// <summary>Names of all blobs, in order; none when there is no container.</summary>
    public async Task<IReadOnlyList<string>> BlobsAsync(string prefix = "")
    {
        var list = new List<string>();
        try
        {
            await foreach (var blob in Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, CancellationToken.None))
            {
                list.Add(blob.Name);
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }

        list.Sort(StringComparer.Ordinal);
        return list;
    }

    /// <summary>Names of all parts of an export.</summary>
    public async Task<IReadOnlyList<string>> PartsAsync(string export) =>
        [.. (await BlobsAsync(export + "/")).Where(b => b.Contains("/part-", StringComparison.Ordinal))];

    /// <summary>A blob's text, decompressed where it is compressed.</summary>
    public async Task<string> TextAsync(string blob)
    {
        var content = (await Container.GetBlobClient(blob).DownloadContentAsync()).Value.Content.ToMemory();
        if (content.Length < 2 || content.Span[0] != 0x1f || content.Span[1] != 0x8b)
        {
            return Encoding.UTF8.GetString(content.Span);
        }

        await using var plain = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>All records of an export's parts: every blob that a glob would find, in the order of names.</summary>
    public async Task<IReadOnlyList<StoredRecord>> RecordsAsync(string export)
    {
        var records = new List<StoredRecord>();
        foreach (var part in await PartsAsync(export))
        {
            foreach (var line in (await TextAsync(part)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var json = JsonDocument.Parse(line);
                var id = long.Parse(json.RootElement.GetProperty("ref").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
                records.Add(new StoredRecord(id, json.RootElement.GetProperty("ts").GetInt64(), line));
            }
        }

        return records;
    }

    /// <summary>All rows of the table.</summary>
    public async Task<IReadOnlyList<TableEntity>> RowsAsync()
    {
        var rows = new List<TableEntity>();
        try
        {
            await foreach (var row in Table.QueryAsync<TableEntity>())
            {
                rows.Add(row);
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }

        return rows;
    }

    /// <summary>What happens to a dead process's claim half a minute after: it ends.</summary>
    public async Task EndClaimAsync(string export)
    {
        try
        {
            await Container.GetBlobClient($".leases/{export}").GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseNotPresentWithLeaseOperation)
        {
            // It had not been claimed, or is no longer.
        }
    }
}
