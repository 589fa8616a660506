using System.Globalization;
using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Identity;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Connections;

/// <summary>
/// Turns what Azure's clients throw into an error that names the place, the cause and what to do. Of an answer only status, code and request id
/// are told: its text may hold the signature that was sent, so the original exception is not handed on either.
/// </summary>
internal static class StorageFault
{
    /// <summary>Whether an exception is the storage's, or the way's to it. A call that was cancelled from outside is not.</summary>
    public static bool Is(Exception e, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        AggregateException all => all.InnerExceptions.All(inner => Is(inner, cancellationToken)),
        _ => e is RequestFailedException or AuthenticationFailedException or HttpRequestException or IOException and not FileNotFoundException or TimeoutException or XmlException or JsonException,
    };

    /// <summary>The error to throw instead.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="doing">What was tried, such as <c>read the cursor of export 'orders'</c>.</param>
    /// <param name="place">Where.</param>
    public static StorageUnavailable Describe(Exception e, string doing, StoragePlace place) =>
        new($"Cannot {doing} ({place}): {Cause(Last(e), place)}")
        {
            IsArchived = Last(e) is RequestFailedException { ErrorCode: "BlobArchived" or "BlobBeingRehydrated" },
        };

    /// <summary>Runs a call under <see cref="Describe"/>.</summary>
    public static async Task<T> GuardAsync<T>(string doing, StoragePlace place, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (Is(e, cancellationToken))
        {
            throw Describe(e, doing, place);
        }
    }

    /// <summary>Runs a call under <see cref="Describe"/>.</summary>
    public static Task GuardAsync(string doing, StoragePlace place, Func<Task> call, CancellationToken cancellationToken) =>
        GuardAsync(
            doing,
            place,
            async () =>
            {
                await call();
                return true;
            },
            cancellationToken);

    private static Exception Last(Exception e) => e is AggregateException { InnerExceptions: [.., var last] } ? Last(last) : e;

    private static string Cause(Exception e, StoragePlace place) => e switch
    {
        RequestFailedException { Status: > 0 } answer => $"{Cause(answer, place)} [{Answer(answer)}]",
        AuthenticationFailedException => "no token could be had for this app's identity. Check that the identity is assigned to the app, and that the app setting that ends in __clientId is its client id.",
        XmlException or JsonException => "what answered is not the storage service, or no whole answer of it. Check the account's address in the app settings, and proxies in between; the next run goes on from the last committed part.",
        OperationCanceledException or TimeoutException => "no answer came in time. The network or the service is slow; the next run goes on from the last committed part.",
        _ => $"the service cannot be reached ({Reason(e)}). Check the account's name, its firewall and private endpoints, and this machine's network; the next run goes on from the last committed part.",
    };

    private static string Cause(RequestFailedException answer, StoragePlace place) => answer switch
    {
        { ErrorCode: "ContainerNotFound" } => "the container is not there. It was deleted, or was never made. Restore it (soft-deleted containers can be), or else reset the exports and restart the app, which makes it: without their parts the cursors are worth nothing.",
        { ErrorCode: "TableNotFound" } => "the table is not there. It was deleted, or was never made. Restart the app, which makes it; exports without a cursor start with a full export.",
        { ErrorCode: "QueueNotFound" } => "the queue is not there. It was deleted, or was never made. Restart the app, which makes it.",
        { ErrorCode: "ContainerBeingDeleted" or "TableBeingDeleted" or "QueueBeingDeleted" } => $"somebody is just deleting the {place.Kind}. Wait a minute, then restart the app, which makes it.",
        { ErrorCode: "AuthorizationPermissionMismatch" } => $"access is denied: the identity lacks the role '{place.Role}' there. Assign it to the identity (or, for a SAS, make one with more permissions); it may take ten minutes to work.",
        { ErrorCode: "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation" } => "the key, SAS or token was refused. Renew the connection string in the app settings (was the key rotated, has the SAS run out?), and check this machine's clock.",
        { ErrorCode: "KeyBasedAuthenticationNotPermitted" } => $"the account takes no keys. Sign in with an identity: set the app setting that ends in __accountName instead of the connection string, and give the identity the role '{place.Role}'.",
        { ErrorCode: "AuthorizationFailure" } => "access is denied by the account's network rules, or by a SAS that does not cover this. Allow this network, or make the SAS anew.",
        { ErrorCode: "AccountRequiresHttps" or "AuthorizationProtocolMismatch" } => "the account takes https alone. Use an https address.",
        { ErrorCode: "AccountIsDisabled" } => "the storage account is disabled. Look at the subscription's state.",
        { ErrorCode: "EntityTooLarge" or "PropertyValueTooLarge" or "RequestBodyTooLarge" } => "it is larger than the service takes. Please report this.",
        { ErrorCode: "Md5Mismatch" } => "the bytes that arrived are not those that were sent: something on the way alters them. The next run goes on from the last committed part.",
        { ErrorCode: "InvalidBlockList" } => "its blocks are gone, because another run wrote the same part. The next run goes on from the last committed part.",
        { ErrorCode: "BlobArchived" or "BlobBeingRehydrated" } => "the blob is in the archive tier. Bring it back to the hot or cool tier, and try again.",
        { ErrorCode: "BlobImmutableDueToPolicy" } => "an immutability policy forbids it. Exports replace latest.json and remove old snapshots, so their container must be without such a policy.",
        { ErrorCode: "LeaseIdMissing" } => "somebody else holds a lease on the blob. Break that lease, and try again.",
        { Status: 401 or 403 } => $"access is denied. Check the sign-in in the app settings, the account's network rules, and that the identity has the role '{place.Role}'.",
        { Status: 404 } => "something that was there is gone. Was it deleted by hand, or by a lifecycle rule?",
        { Status: 408 or 429 or >= 500 } => "the service is busy or in trouble, and was so at every try. Wait; the next run goes on from the last committed part.",
        _ => "the service refused it.",
    };

    private static string Answer(RequestFailedException answer)
    {
        var request = answer.GetRawResponse()?.Headers.TryGetValue("x-ms-request-id", out var id) == true ? $", request {id}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{answer.Status} {answer.ErrorCode ?? "without a code"}{request}");
    }

    private static string Reason(Exception e)
    {
        // Of a failed connection the innermost text is the system's: it holds at most a host's name and a port.
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e is RequestFailedException ? "no connection" : e.Message.TrimEnd('.');
    }
}
