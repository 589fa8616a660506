using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Azure.Tests.Cursors;

/// <summary>Claims on exports. Azurite's leases run by its own clock; ours by one that the tests move.</summary>
public sealed class BlobLeaseTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private readonly StorageNames _names = StorageNames.Unique();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 7, 25, 12, 0, 0, TimeSpan.Zero));
    private StorageProxy _proxy = null!;
    private Azure.Connections.AzureStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BlockBlobClient Blob => new BlobContainerClient(azurite.ConnectionString, _names.Container).GetBlockBlobClient(".leases/orders");

    public async ValueTask InitializeAsync()
    {
        _proxy = await StorageProxy.StartAsync(azurite.Server, Cancel);
        _storage = StorageForTest.Open(_proxy.ConnectionString, _names, _time, StorageForTest.Tuning with { Lease = Length });
        await _storage.EnsureCreatedAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _storage.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_finds_an_export_busy_is_told_who_is_at_work()
    {
        await using var lease = await AcquireAsync();

        var busy = await Assert.ThrowsAsync<ExportBusy>(AcquireAsync);

        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName} since 2026-07-25T12:00:00Z", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_claims_blob_is_in_no_listing_of_parts()
    {
        await using var lease = await AcquireAsync();

        Assert.True((await Blob.ExistsAsync(Cancel)).Value);
        await foreach (var name in _storage.Parts.ListAsync("", Cancel))
        {
            Assert.Fail(name);
        }
    }

    [Fact]
    public async Task A_claim_is_renewed_while_it_is_held_and_free_when_it_is_given_back()
    {
        var lease = await AcquireAsync();
        for (var i = 0; i < 5; i++)
        {
            await MoveUntilAsync(_proxy.SeenAsync(IsRenewal, Cancel));
        }

        Assert.False(lease.Lost.IsCancellationRequested);
        await lease.DisposeAsync();
        Assert.Equal(LeaseState.Available, (await Blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.LeaseState);
        var after = _proxy.Requests.Count;
        _time.Advance(Length * 3);
        Assert.Equal(after, _proxy.Requests.Count);
    }

    [Fact]
    public async Task A_claim_that_somebody_broke_and_took_is_lost_at_the_next_renewal()
    {
        await using var lease = await AcquireAsync();
        await Blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Cancel);
        await using var other = await StorageOf(azurite.ConnectionString).Cursors.AcquireLeaseAsync("orders", Cancel);

        _time.Advance(Length / 3);

        await CancelledAsync(lease.Lost);
        await lease.DisposeAsync();
        Assert.Equal(LeaseState.Leased, (await Blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.LeaseState);
    }

    [Theory]
    [InlineData(".leases")]
    [InlineData("container")]
    public async Task A_claim_whose_blob_is_gone_is_lost(string what)
    {
        await using var lease = await AcquireAsync();
        if (what == "container")
        {
            await new BlobContainerClient(azurite.ConnectionString, _names.Container).DeleteAsync(cancellationToken: Cancel);
        }
        else
        {
            await Blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Cancel);
            await Blob.DeleteAsync(cancellationToken: Cancel);
        }

        _time.Advance(Length / 3);

        await CancelledAsync(lease.Lost);
    }

    [Fact]
    public async Task A_claim_outlives_a_service_in_trouble_that_recovers_before_it_runs_out()
    {
        await using var lease = await AcquireAsync();
        _proxy.Use(request => IsRenewal(request) ? ProxyAction.Answer(503, "ServerBusy") : null);
        var tried = _proxy.SeenAsync(IsRenewal, Cancel);
        _time.Advance(Length / 3);
        await tried;
        _proxy.PassAll();

        await MoveUntilAsync(_proxy.SeenAsync(IsRenewal, Cancel));

        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_claim_outlives_a_renewal_that_is_never_answered()
    {
        await using var lease = await AcquireAsync();
        var release = new TaskCompletionSource();
        _proxy.UseFirst(1, IsRenewal, ProxyAction.After(() => release.Task));
        var tried = _proxy.SeenAsync(IsRenewal, Cancel);
        _time.Advance(Length / 3);
        await tried;

        await MoveUntilAsync(_proxy.SeenAsync(IsRenewal, Cancel));
        await MoveUntilAsync(_proxy.SeenAsync(IsRenewal, Cancel));

        Assert.False(lease.Lost.IsCancellationRequested);
        release.SetResult();
    }

    [Fact]
    public async Task A_claim_that_cannot_be_renewed_is_lost_when_it_has_run_out_by_our_clock()
    {
        await using var lease = await AcquireAsync();
        _proxy.Use(request => request.Service == "blob" ? ProxyAction.Cut : null);

        _time.Advance(Length - TimeSpan.FromMilliseconds(1));
        Assert.False(lease.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await CancelledAsync(lease.Lost);
    }

    [Fact]
    public async Task A_claim_is_lost_when_it_has_run_out_though_a_renewal_is_still_unanswered()
    {
        await using var lease = await AcquireAsync();
        var release = new TaskCompletionSource();
        _proxy.Use(request => IsRenewal(request) ? ProxyAction.After(() => release.Task) : null);
        var asked = _proxy.SeenAsync(IsRenewal, Cancel);
        _time.Advance(Length / 3);
        await asked;

        _time.Advance(Length);

        await CancelledAsync(lease.Lost);
        release.SetResult();
    }

    [Fact]
    public async Task A_claim_of_a_process_that_died_can_be_taken_once_it_has_run_out()
    {
        await using (var dead = await AcquireAsync())
        {
            // Its process renews no more, and gives nothing back.
            _proxy.Use(request => request.Service == "blob" ? ProxyAction.Cut : null);
            _time.Advance(Length);
            await CancelledAsync(dead.Lost);
        }

        var store = StorageOf(azurite.ConnectionString).Cursors;
        await Assert.ThrowsAsync<ExportBusy>(() => store.AcquireLeaseAsync("orders", Cancel));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Length * 2);
        while (true)
        {
            try
            {
                await using var next = await store.AcquireLeaseAsync("orders", patience.Token);
                return;
            }
            catch (ExportBusy)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), patience.Token);
            }
        }
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_the_claimants_own()
    {
        await (await AcquireAsync()).DisposeAsync();
        _proxy.UseFirst(1, request => request.Target.Contains("comp=lease", StringComparison.Ordinal), ProxyAction.LoseAnswer);

        await using var lease = await AcquireAsync();

        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_an_error_that_names_it()
    {
        await new BlobContainerClient(azurite.ConnectionString, _names.Container).DeleteAsync(cancellationToken: Cancel);

        var failure = await Assert.ThrowsAsync<StorageUnavailable>(AcquireAsync);

        Assert.Contains($"Cannot claim export 'orders' (container '{_names.Container}' of storage account 'devstoreaccount1'): the container is not there", failure.Message, StringComparison.Ordinal);
    }

    private static bool IsRenewal(StorageRequest request) => request.Service == "blob" && request.Target.Contains("comp=lease", StringComparison.Ordinal);

    private static async Task CancelledAsync(CancellationToken lost)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = lost.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    private Task<IExportLease> AcquireAsync() => _storage.Cursors.AcquireLeaseAsync("orders", Cancel);

    private Azure.Connections.AzureStorage StorageOf(string connectionString) =>
        StorageForTest.Open(connectionString, _names, TimeProvider.System, StorageForTest.Tuning with { Lease = Length });

    /// <summary>Moves our clock until a request was seen, by less than a lease's length.</summary>
    private async Task MoveUntilAsync(Task<StorageRequest> seen)
    {
        for (var step = 0; step < 9 && !seen.IsCompleted; step++)
        {
            // The pause is set only when the answer before it was read, and a failed try is tried again by the real clock.
            await Task.WhenAny(seen, Task.Delay(TimeSpan.FromMilliseconds(200), Cancel));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await seen;
    }
}
