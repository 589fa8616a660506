using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Cursors;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Azure.Tests.Cursors;

/// <summary>The claim of a killed process, to whoever comes next where that one ran.</summary>
public sealed class DeadHolderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly StorageNames _names = StorageNames.Unique();
    private Azure.Connections.AzureStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BlockBlobClient Blob => new BlobContainerClient(azurite.ConnectionString, _names.Container).GetBlockBlobClient(".leases/orders");

    public async ValueTask InitializeAsync()
    {
        _storage = StorageForTest.Open(azurite.ConnectionString, _names, TimeProvider.System, StorageForTest.Tuning);
        await _storage.EnsureCreatedAsync(Cancel);
    }

    public ValueTask DisposeAsync()
    {
        _storage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Is_taken_over_at_once()
    {
        var held = await HoldAsync(await DeadAsync());

        await using var lease = await _storage.Cursors.AcquireLeaseAsync("orders", Cancel);

        await Assert.ThrowsAsync<ExportBusy>(() => _storage.Cursors.AcquireLeaseAsync("orders", Cancel));
        await Assert.ThrowsAnyAsync<RequestFailedException>(() => held.RenewAsync(cancellationToken: Cancel));
    }

    [Fact]
    public async Task Is_left_alone_when_it_ran_elsewhere()
    {
        var dead = await DeadAsync();
        await HoldAsync(dead with { Space = "another/" + dead.Space.Split('/')[1] });

        await Assert.ThrowsAsync<ExportBusy>(() => _storage.Cursors.AcquireLeaseAsync("orders", Cancel));
    }

    [Fact]
    public async Task Is_left_alone_when_the_process_lives()
    {
        await HoldAsync(ProcessIdentity.Current!);

        await Assert.ThrowsAsync<ExportBusy>(() => _storage.Cursors.AcquireLeaseAsync("orders", Cancel));
    }

    [Fact]
    public async Task Is_theirs_who_have_claimed_it_since_and_are_not_noted_yet()
    {
        var held = await HoldAsync(await DeadAsync());
        await held.ReleaseAsync(cancellationToken: Cancel);
        var somebody = Blob.GetBlobLeaseClient();
        await somebody.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Cancel);

        await Assert.ThrowsAsync<ExportBusy>(() => _storage.Cursors.AcquireLeaseAsync("orders", Cancel));

        await somebody.RenewAsync(cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_process_id_that_was_given_to_another_process_is_not_the_same_process()
    {
        var current = ProcessIdentity.Current!;

        Assert.False(current.HasEnded());
        Assert.True((current with { Start = "1" }).HasEnded());
        Assert.Equal(current, ProcessIdentity.Parse(current.ToString()));
        Assert.Null(ProcessIdentity.Parse("process 7"));
        Assert.True((await DeadAsync()).HasEnded());
    }

    private static async Task<ProcessIdentity> DeadAsync()
    {
        using var process = Process.Start("true");
        await process.WaitForExitAsync(Cancel);
        return ProcessIdentity.Current! with { Id = process.Id, Start = "1" };
    }

    private async Task<BlobLeaseClient> HoldAsync(ProcessIdentity holder)
    {
        using var nothing = new MemoryStream();
        await Blob.UploadAsync(nothing, cancellationToken: Cancel);
        var lease = Blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Cancel);
        await Blob.SetMetadataAsync(
            new Dictionary<string, string> { ["holder"] = "somebody", ["process"] = holder.ToString(), ["lease"] = lease.LeaseId },
            new BlobRequestConditions { LeaseId = lease.LeaseId },
            Cancel);
        return lease;
    }
}
