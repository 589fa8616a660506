using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Parts;

/// <summary>Requests whose answer may be that there is no such blob.</summary>
internal static class BlobLookup
{
    /// <summary>A blob's properties and metadata; null when there is no such blob.</summary>
    /// <exception cref="StorageUnavailable">The storage refuses. That there is no container is no word about the blob.</exception>
    public static async Task<BlobProperties?> FindPropertiesAsync(this BlockBlobClient blob, StoragePlace place, CancellationToken cancellationToken) =>
        (await blob.AskAsync(() => blob.GetPropertiesAsync(cancellationToken: cancellationToken), place, cancellationToken))?.Value;

    /// <summary>Sends a request that reads; null when there is no such blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="request">The request.</param>
    /// <param name="place">The blob's container.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="StorageUnavailable">The storage refuses.</exception>
    public static async Task<Response<T>?> AskAsync<T>(
        this BlockBlobClient blob, Func<Task<Response<T>>> request, StoragePlace place, CancellationToken cancellationToken)
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (Exception e) when (StorageFault.Is(e, cancellationToken))
        {
            throw StorageFault.Describe(e, $"read {blob.Name}", place);
        }
    }
}
