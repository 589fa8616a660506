using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Parts;

/// <summary>Turns what Blob Storage says into an error that names account, container and blob, and what to do; never a key or a signature.</summary>
internal static class BlobFault
{
    /// <summary>Whether an exception is the storage's, or that of the way to it.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="cancellationToken">The caller's: what it cancelled is no fault, and an attempt that took too long is.</param>
    public static bool Is(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AggregateException all => all.InnerExceptions.Count > 0 && all.InnerExceptions.All(one => Is(one, cancellationToken)),
        _ => e is RequestFailedException or AuthenticationFailedException or HttpRequestException or IOException,
    };

    /// <summary>A blob as messages name it.</summary>
    public static string Describe(BlockBlobClient blob) => $"blob {blob.Name} in container {blob.BlobContainerName} of storage account {blob.AccountName}";

    /// <summary>A container as messages name it.</summary>
    public static string Describe(BlobContainerClient container) => $"container {container.Name} of storage account {container.AccountName}";

    /// <summary>The error to throw instead.</summary>
    /// <param name="e">What the storage said.</param>
    /// <param name="doing">What was tried, such as <c>write</c>.</param>
    /// <param name="where">The blob or container, described.</param>
    public static StorageUnavailable Describe(Exception e, string doing, string where) => new($"Cannot {doing} {where}: {Cause(e)}", e);

    /// <summary>Runs a request under <see cref="Describe(Exception, string, string)"/>.</summary>
    /// <param name="doing">What is tried, such as <c>write</c>.</param>
    /// <param name="where">The blob or container, described.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<T> GuardAsync<T>(string doing, string where, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (Is(e, cancellationToken))
        {
            throw Describe(e, doing, where);
        }
    }

    private static string Cause(Exception e) => e switch
    {
        RequestFailedException { Status: not 0 } refused => Cause(refused),
        AuthenticationFailedException => "no token could be had for the identity. Sign in (az login), or check the identity and its client id in the app settings.",
        AggregateException all => Cause(all.InnerExceptions[^1]),
        OperationCanceledException => "it did not answer in time. Check the network, and run again.",
        _ => $"it cannot be reached ({e.GetBaseException().Message.TrimEnd('.')}). Check the account's name, the network and the account's firewall, and run again.",
    };

    private static string Cause(RequestFailedException e) => e.ErrorCode switch
    {
        "ContainerNotFound" => "the container does not exist. Create it, or name another one (app setting EXPORTS_CONTAINER).",
        "ContainerBeingDeleted" => "the container is being deleted. Wait a minute until it is gone, create it again, and run again; what was in it is lost.",
        "ContainerDisabled" => "the container is disabled. Enable it in the portal.",
        "AuthorizationPermissionMismatch" =>
            "the identity may not do this. Give it the role 'Storage Blob Data Contributor' on the account or the container; a new assignment takes up to ten minutes to work.",
        "AuthorizationFailure" =>
            "the account refuses this caller. Let its network in the account's firewall, or its virtual network by a private endpoint; a shared access signature must allow this operation too.",
        "KeyBasedAuthenticationNotPermitted" => "the account takes no keys. Use an identity instead of a connection string (app setting …__accountName).",
        "AuthenticationFailed" or "InvalidAuthenticationInfo" =>
            "the key or signature in the connection string is not (or no longer) valid, or this machine's clock is wrong. Take a new connection string, and correct the clock.",
        "NoAuthenticationInformation" or "PublicAccessNotPermitted" => "the caller did not say who it is. Give a connection string with a key, or an identity.",
        "AuthorizationProtocolMismatch" or "AccountRequiresHttps" => "the account takes https alone. Use an https address.",
        "AccountIsDisabled" => "the account is disabled. Look at the subscription's state in the portal.",
        "BlobArchived" or "BlobBeingRehydrated" => "the blob is in the archive tier. Rehydrate it to hot or cool, and run again.",
        "BlobImmutableDueToPolicy" => "the container's immutability policy forbids it. Exports replace latest.json and remove old snapshots: use a container without such a policy.",
        "LeaseIdMissing" or "LeaseAlreadyPresent" => "somebody holds a lease on the blob. Break the lease, and run again.",
        "Md5Mismatch" or "Crc64Mismatch" => "the bytes that arrived are not those that were sent. Something between here and the storage altered them; run again.",
        "InvalidBlockList" => "its blocks are gone: another run has written the same part. Run again.",
        "InvalidBlobOrBlock" => "other blocks stand in its way. They vanish a week after they were written; until then delete them by writing and deleting a blob of that name.",
        _ => Cause(e.Status, e.ErrorCode ?? "no error code"),
    };

    private static string Cause(int status, string code) => status switch
    {
        401 or 403 => $"access is denied ({status}, {code}). Check the role 'Storage Blob Data Contributor', the connection string and the account's firewall.",
        404 => $"it does not exist ({status}, {code}). Check the account's and the container's name.",
        408 or 429 or >= 500 => $"the storage is busy or out of order ({status}, {code}). Run again later; Azure's status page tells of outages.",
        _ => $"the storage refused ({status}, {code}). Mend it, and run again.",
    };
}
