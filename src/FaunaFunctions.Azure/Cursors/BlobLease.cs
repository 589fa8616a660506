using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Cursors;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>
/// A claim on an export: a lease on the empty blob <c>.leases/EXPORT</c>, renewed while it is held. When its process dies it runs out by itself.
/// Who holds it stands in the blob's metadata: for the message, and so that who runs where a killed holder ran need not wait for that.
/// </summary>
/// <remarks>
/// A dead process's claim is taken over by its own lease id, which the service compares: a claim that somebody else has made meanwhile stays theirs.
/// The claim counts as lost when the service says so, or when it was not renewed for as long as it lasts, by this machine's monotonic clock
/// from before the request: the service cannot give it to somebody else earlier than that.
/// </remarks>
internal sealed partial class BlobLease : IExportLease
{
    private const string Folder = ".leases/";
    private const string Holder = "holder";
    private const string Process = "process";
    private const string LeaseId = "lease";
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(5);

    private readonly BlobLeaseClient _lease;
    private readonly string _export;
    private readonly StoragePlace _place;
    private readonly TimeSpan _length;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;
    private long _renewed;
    private int _disposed;

    private BlobLease(BlobLeaseClient lease, string export, StoragePlace place, TimeSpan length, TimeProvider time, ILogger logger, long renewed)
    {
        _lease = lease;
        _export = export;
        _place = place;
        _length = length;
        _time = time;
        _logger = logger;
        _renewed = renewed;
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    public CancellationToken Lost { get; }

    /// <param name="container">Where the blob is; it exists.</param>
    /// <param name="export">The export's name.</param>
    /// <param name="length">15 to 60 s: how long it lasts unless renewed.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Hears of failed renewals.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ExportBusy">Somebody holds it.</exception>
    public static Task<BlobLease> AcquireAsync(
        BlobContainerClient container, string export, TimeSpan length, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var place = StoragePlace.Of(container);
        return StorageFault.GuardAsync(
            $"claim export '{export}'",
            place,
            async () =>
            {
                var blob = container.GetBlockBlobClient(Folder + ExportKey.Of(export));

                // The id is chosen here: when an answer is lost and the request is sent again, the service knows the holder by it.
                var lease = blob.GetBlobLeaseClient(Guid.NewGuid().ToString());
                var asked = await TakeAsync(blob, lease, export, length, time, cancellationToken);
                await NoteAsync(blob, lease, time, cancellationToken);
                return new BlobLease(lease, export, place, length, time, logger, asked);
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ended.CancelAsync();
        await _renewing;
        if (!_lost.IsCancellationRequested)
        {
            await ReleaseAsync();
        }

        _ended.Dispose();
        _lost.Dispose();
    }

    private static async Task<long> TakeAsync(
        BlockBlobClient blob, BlobLeaseClient lease, string export, TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var made = false; ; made = true)
        {
            var asked = time.GetTimestamp();
            try
            {
                await lease.AcquireAsync(length, cancellationToken: cancellationToken);
                return asked;
            }
            catch (RequestFailedException e) when (e is { Status: 404, ErrorCode: "BlobNotFound" } && !made)
            {
                await MakeAsync(blob, cancellationToken);
            }
            catch (RequestFailedException e) when (e is { Status: 409, ErrorCode: "LeaseAlreadyPresent" })
            {
                var holder = await ReadHolderAsync(blob, cancellationToken);
                if (!await TryTakeOverAsync(blob, lease, holder, cancellationToken))
                {
                    throw new ExportBusy(export, holder.TryGetValue(Holder, out var note) ? note : null);
                }

                return asked;
            }
        }
    }

    private static async Task<bool> TryTakeOverAsync(
        BlockBlobClient blob, BlobLeaseClient lease, IDictionary<string, string> holder, CancellationToken cancellationToken)
    {
        if (!holder.TryGetValue(LeaseId, out var held) || !holder.TryGetValue(Process, out var process) || ProcessIdentity.Parse(process)?.HasEnded() != true)
        {
            return false;
        }

        try
        {
            await blob.GetBlobLeaseClient(held).ChangeAsync(lease.LeaseId, cancellationToken: cancellationToken);
            await lease.RenewAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    private static async Task MakeAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            using var nothing = new MemoryStream();
            await blob.UploadAsync(nothing, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 && e.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" or "LeaseIdMissing")
        {
            // Somebody else made it at the same moment.
        }
    }

    private static async Task NoteAsync(BlockBlobClient blob, BlobLeaseClient lease, TimeProvider time, CancellationToken cancellationToken)
    {
        var machine = new string([.. Environment.MachineName.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?')]);
        var note = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {machine} since {time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}");
        try
        {
            var metadata = new Dictionary<string, string> { [Holder] = note };
            if (ProcessIdentity.Current is { } process)
            {
                metadata[Process] = process.ToString();
                metadata[LeaseId] = lease.LeaseId;
            }

            await blob.SetMetadataAsync(metadata, new BlobRequestConditions { LeaseId = lease.LeaseId }, cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e, cancellationToken))
        {
            // Only a message lacks it.
        }
    }

    private static async Task<IDictionary<string, string>> ReadHolderAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.Metadata;
        }
        catch (Exception e) when (StorageFault.Is(e, cancellationToken))
        {
            return new Dictionary<string, string>();
        }
    }

    private async Task RenewAsync()
    {
        var pause = _length / 3;
        try
        {
            while (true)
            {
                // Ends at disposal, and when the lease has run out.
                using var held = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
                await using var expiry = _time.CreateTimer(static held => ((CancellationTokenSource)held!).Cancel(), held, Remaining(), Timeout.InfiniteTimeSpan);
                await Task.Delay(pause, _time, held.Token);
                pause = await TryRenewAsync(held.Token) ? _length / 3 : PauseAfterFailure;
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
        catch (OperationCanceledException)
        {
            await LoseAsync("it could not be renewed before it ran out");
        }
        catch (RequestFailedException e)
        {
            await LoseAsync(StorageFault.Describe(e, "renew the claim", _place).Message);
        }
    }

    /// <summary>False when it is worth another try; throws when the lease is somebody else's.</summary>
    private async Task<bool> TryRenewAsync(CancellationToken held)
    {
        var asked = _time.GetTimestamp();

        // A connection that is silent must leave time for others before the lease runs out.
        using var patience = new CancellationTokenSource(_length / 6, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(held, patience.Token);
        try
        {
            await _lease.RenewAsync(cancellationToken: either.Token);
            _renewed = asked;
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            throw;
        }
        catch (Exception e) when (StorageFault.Is(e, held))
        {
            var remaining = Remaining().TotalSeconds;
            var failure = StorageFault.Describe(e, "renew the claim", _place);
            Log.NotRenewed(_logger, _export, remaining, failure.Message);
            return false;
        }
    }

    private TimeSpan Remaining()
    {
        var remaining = _length - _time.GetElapsedTime(_renewed);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private async Task LoseAsync(string reason)
    {
        Log.Lost(_logger, _export, reason);
        await _lost.CancelAsync();
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(PatienceAtEnd, _time);
        try
        {
            await _lease.ReleaseAsync(cancellationToken: patience.Token);
        }
        catch (Exception e) when (StorageFault.Is(e, CancellationToken.None))
        {
            var failure = StorageFault.Describe(e, "give the claim back", _place);
            Log.NotReleased(_logger, _export, _length.TotalSeconds, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The claim on export {Export} could not be renewed; it holds for {Seconds:F0} more seconds and is tried again. {Reason}")]
        public static partial void NotRenewed(ILogger logger, string export, double seconds, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The claim on export {Export} is lost; its run stops. {Reason}")]
        public static partial void Lost(ILogger logger, string export, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The claim on export {Export} could not be given back; it ends by itself within {Seconds:F0} seconds. {Reason}")]
        public static partial void NotReleased(ILogger logger, string export, double seconds, string reason);
    }
}
