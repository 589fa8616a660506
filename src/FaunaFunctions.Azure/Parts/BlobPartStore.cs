using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Parts;

/// <summary>
/// Parts and manifests as block blobs of one container. Any number of processes may use the container at once, and any of them may be killed at any instruction.
/// </summary>
/// <remarks>
/// A part's blocks are staged while it is written, and its commit makes the blob of them (<c>Put Block List</c>, or <c>Put Blob</c> for a part of one block)
/// on the condition that there is none of its name (<c>If-None-Match: *</c>). Metadata is part of the same request, so there is no part without it.
/// Blocks that were never committed are no blob; the service drops them after a week. The container must exist.
/// </remarks>
/// <param name="container">The container.</param>
public sealed class BlobPartStore(BlobContainerClient container) : IPartStore
{
    private const string JsonType = "application/json";

    private readonly StoragePlace _place = StoragePlace.Of(container);

    /// <summary>Bytes of a block; for tests.</summary>
    internal int BlockSize { get; init; } = BlobPartUpload.DefaultBlockSize;

    /// <inheritdoc/>
    public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IPartUpload>(new BlobPartUpload(BlobOf(name), _place, contentEncoding, BlockSize));
    }

    /// <inheritdoc/>
    public async Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (await BlobOf(name).FindPropertiesAsync(_place, cancellationToken) is not { } properties)
        {
            return null;
        }

        var info = BlobPartMetadata.Read(properties.Metadata);
        return info is not null && info.Name == name && info.Bytes == properties.ContentLength
            ? info
            : throw new StorageUnavailable(
                $"{name} ({_place}) has no metadata that fits it: the blob was changed, copied without its metadata, or put there by something else. " +
                "Restore it from a backup, or move it away.");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await StorageFault.GuardAsync($"list what is below '{prefix}'", _place, () => ListAllAsync(prefix, cancellationToken), cancellationToken);
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A connection that breaks while the stream is read is made again, for the same version of the blob.</remarks>
    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        var download = await blob.AskAsync(() => blob.DownloadStreamingAsync(cancellationToken: cancellationToken), _place, cancellationToken)
            ?? throw new FileNotFoundException($"{name} does not exist ({_place}).", name);
        return new BlobReadStream(name, _place, download.Value.Content);
    }

    /// <inheritdoc/>
    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        StorageFault.GuardAsync($"write {name}", _place, () => PutAsync(name, content, null, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The service compares: a request that arrives late, or is repeated, finds another ETag.</remarks>
    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var conditions = version is null
            ? new BlobRequestConditions { IfNoneMatch = ETag.All }
            : new BlobRequestConditions { IfMatch = new ETag(version) };
        return StorageFault.GuardAsync(
            $"write {name}",
            _place,
            async () =>
            {
                try
                {
                    await PutAsync(name, content, conditions, cancellationToken);
                }
                catch (RequestFailedException e) when (IsAnother(e.ErrorCode))
                {
                    throw new DocumentChanged(name);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        var found = await blob.AskAsync(() => blob.DownloadContentAsync(cancellationToken), _place, cancellationToken);
        return found is null ? null : new StoredDocument(found.Value.Content.ToArray(), found.Value.Details.ETag.ToString());
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        (await FindDocumentAsync(name, cancellationToken))?.Content;

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        return StorageFault.GuardAsync(
            $"delete {name}",
            _place,
            () => blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken),
            cancellationToken);
    }

    private static bool IsAnother(string? code) =>
        code == BlobErrorCode.ConditionNotMet || code == BlobErrorCode.BlobAlreadyExists || code == BlobErrorCode.BlobNotFound;

    private async Task PutAsync(string name, ReadOnlyMemory<byte> content, BlobRequestConditions? conditions, CancellationToken cancellationToken) =>
        await BlobOf(name).UploadAsync(
            new BinaryData(content).ToStream(),
            new BlobUploadOptions
            {
                Conditions = conditions,
                HttpHeaders = new BlobHttpHeaders { ContentType = JsonType },
                TransferOptions = new StorageTransferOptions { InitialTransferSize = Math.Max(content.Length, 1) },
                TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
            },
            cancellationToken);

    // Accounts with a hierarchical namespace list folder by folder, and the folders themselves too.
    private async Task<List<string>> ListAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var options = new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix.Length == 0 ? null : prefix };
        await foreach (var blob in container.GetBlobsAsync(options, cancellationToken))
        {
            if (!BlobPartMetadata.IsFolder(blob.Metadata) && !IsHidden(blob.Name))
            {
                names.Add(blob.Name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static bool IsHidden(string name) => name[0] == '.' || name.Contains("/.", StringComparison.Ordinal);

    private BlockBlobClient BlobOf(string name)
    {
        if (name.Split('/').Any(segment => segment.Length == 0 || segment[0] == '.' || segment.Contains('\\', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"'{name}' is not the name of a part or document.", nameof(name));
        }

        return container.GetBlockBlobClient(name);
    }
}
