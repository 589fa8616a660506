using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Parts;

/// <summary>
/// A part under way: full blocks are staged while the next one fills, a few at once. Whoever writes faster than the storage takes blocks is made to wait,
/// so that memory is bounded by the blocks in flight and the one that fills.
/// </summary>
/// <param name="blob">The part's blob; there must be none of its name at the commit.</param>
/// <param name="place">Its container.</param>
/// <param name="contentEncoding"><c>gzip</c>, or null for none.</param>
/// <param name="blockSize">Bytes of every block but the last; at most <see cref="DefaultBlockSize"/>.</param>
internal sealed class BlobPartUpload(BlockBlobClient blob, StoragePlace place, string? contentEncoding, int blockSize) : IPartUpload
{
    /// <summary>4 MiB: most compressed parts are a few blocks, and the service takes 50,000.</summary>
    public const int DefaultBlockSize = 4 * 1024 * 1024;

    /// <summary>The most blocks on their way at once. One connection to the storage carries less than a fast run writes.</summary>
    public const int MostStages = 3;

    private const string NdjsonType = "application/x-ndjson";

    // Rented on one thread and given back on another; the shared pool would keep blocks for every thread that ever gave one back.
    private static readonly ArrayPool<byte> Blocks = ArrayPool<byte>.Create(DefaultBlockSize, maxArraysPerBucket: 2 * (MostStages + 1));

    private readonly Guid _upload = Guid.NewGuid();
    private readonly SemaphoreSlim _room = new(MostStages);
    private readonly CancellationTokenSource _abandon = new();
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly List<string> _ids = [];
    private readonly List<Task> _stages = [];
    private volatile ExceptionDispatchInfo? _failure;
    private byte[]? _block;
    private int _filled;
    private bool _ended;

    private string UploadId => _upload.ToString("N");

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        while (bytes.Length > 0)
        {
            _failure?.Throw();
            if (_filled == blockSize)
            {
                await StageAsync(cancellationToken);
            }

            _block ??= Blocks.Rent(blockSize);
            var count = Math.Min(bytes.Length, blockSize - _filled);
            bytes[..count].CopyTo(_block.AsMemory(_filled));
            _md5.AppendData(_block.AsSpan(_filled, count));
            _filled += count;
            bytes = bytes[count..];
        }
    }

    public async Task CommitAsync(PartInfo info, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (info.Name != blob.Name)
        {
            throw new ArgumentException($"The metadata of {info.Name} was given to {blob.Name}.", nameof(info));
        }

        var metadata = BlobPartMetadata.Write(info, UploadId);
        if (_ids.Count > 0)
        {
            await StageAsync(cancellationToken);
            await Task.WhenAll(_stages).WaitAsync(cancellationToken);
            _failure?.Throw();
        }

        _ended = true;
        var md5 = _md5.GetHashAndReset();
        try
        {
            await (_ids.Count > 0 ? CommitBlocksAsync(metadata, md5, cancellationToken) : PutAsync(metadata, md5, cancellationToken));
        }
        catch (Exception e) when (StorageFault.Is(e, cancellationToken))
        {
            await ResolveAsync(e, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ended = true;
        await _abandon.CancelAsync();

        // Blocks on their way are still read from.
        await Task.WhenAll(_stages);
        if (Interlocked.Exchange(ref _block, null) is { } block)
        {
            Blocks.Return(block);
        }

        _md5.Dispose();
        _room.Dispose();
        _abandon.Dispose();
    }

    /// <summary>Sends the block that was filled on its way, as soon as there is room.</summary>
    private async ValueTask StageAsync(CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        var id = BlockId.Of(_upload, _ids.Count);
        var (block, length) = (_block!, _filled);
        (_block, _filled) = (null, 0);
        _ids.Add(id);
        _stages.Add(Task.Run(() => StageAsync(id, block, length), CancellationToken.None));
    }

    /// <summary>Never fails: what goes wrong is kept for the writer.</summary>
    private async Task StageAsync(string id, byte[] block, int length)
    {
        try
        {
            if (_failure is null)
            {
                using var content = new MemoryStream(block, 0, length, writable: false);
                var options = new BlockBlobStageBlockOptions { TransferValidation = Checked };
                await blob.StageBlockAsync(id, content, options, _abandon.Token);
            }
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(
                StorageFault.Is(e, _abandon.Token) ? StorageFault.Describe(e, $"write {blob.Name}", place) : e);
        }
        finally
        {
            Blocks.Return(block);
            _room.Release();
        }
    }

    private async Task CommitBlocksAsync(IDictionary<string, string> metadata, byte[] md5, CancellationToken cancellationToken)
    {
        var options = new CommitBlockListOptions { Conditions = NothingThere, HttpHeaders = HeadersWith(md5), Metadata = metadata };
        await blob.CommitBlockListAsync(_ids, options, cancellationToken);
    }

    private async Task PutAsync(IDictionary<string, string> metadata, byte[] md5, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(_block ?? [], 0, _filled, writable: false);
        var options = new BlobUploadOptions
        {
            Conditions = NothingThere,
            HttpHeaders = HeadersWith(md5),
            Metadata = metadata,
            TransferOptions = new StorageTransferOptions { InitialTransferSize = DefaultBlockSize },
            TransferValidation = Checked,
        };
        await blob.UploadAsync(content, options, cancellationToken);
    }

    /// <summary>
    /// Finds out what became of a commit that failed. A commit whose answer was lost is sent again, and then meets its own blob.
    /// </summary>
    /// <param name="failure">What the storage said.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    private async Task ResolveAsync(Exception failure, CancellationToken cancellationToken)
    {
        BlobProperties? found;
        try
        {
            found = await blob.FindPropertiesAsync(place, cancellationToken);
        }
        catch (StorageUnavailable)
        {
            throw StorageFault.Describe(failure, $"commit {blob.Name}", place);
        }

        if (found is not null && BlobPartMetadata.IsOf(found.Metadata, UploadId))
        {
            return;
        }

        throw found is null || failure is RequestFailedException { Status: 401 or 403 }
            ? StorageFault.Describe(failure, $"commit {blob.Name}", place)
            : new PartExists(blob.Name);
    }

    private static BlobRequestConditions NothingThere => new() { IfNoneMatch = ETag.All };

    private BlobHttpHeaders HeadersWith(byte[] md5) => new() { ContentType = NdjsonType, ContentEncoding = contentEncoding, ContentHash = md5 };

    /// <summary>The service compares what arrives with a checksum, and refuses what differs.</summary>
    private static UploadTransferValidationOptions Checked => new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };
}
