using System.Net;
using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FaunaFunctions.Azure.Parts;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Parts;

public sealed class BlobPartUploadTests(AzuriteFixture azurite)
{
    private const string Name = "orders/full/snapshot=1/part-00000001.ndjson.gz";
    private const int BlockSize = 1000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(BlockSize - 1, 0)]
    [InlineData(BlockSize, 0)]
    [InlineData(BlockSize + 1, 2)]
    [InlineData(2 * BlockSize, 2)]
    [InlineData((20 * BlockSize) + 7, 21)]
    public async Task A_part_is_stored_whole_however_it_falls_into_blocks(int size, int blocks)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var content = BlobContainer.Noise(size);

        await CommitAsync(container.Open(blockSize: BlockSize), content, chunk: 333);

        Assert.Equal(content, await BlobContainer.ReadAsync(container.Open(), Name));
        var list = await container.Client.GetBlockBlobClient(Name).GetBlockListAsync(BlockListTypes.All, cancellationToken: Cancel);
        Assert.Equal((blocks, 0), (list.Value.CommittedBlocks.Count(), list.Value.UncommittedBlocks.Count()));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5 * BlockSize)]
    public async Task A_part_has_the_headers_that_readers_look_at_and_its_own_metadata(int size)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var content = BlobContainer.Noise(size);

        await CommitAsync(container.Open(blockSize: BlockSize), content);

        var properties = (await container.Client.GetBlobClient(Name).GetPropertiesAsync(cancellationToken: Cancel)).Value;
        Assert.Equal("application/x-ndjson", properties.ContentType);
        Assert.Equal("gzip", properties.ContentEncoding);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(content);
        Assert.Equal(md5.GetHashAndReset(), properties.ContentHash);
        Assert.Equal(["part", "upload"], properties.Metadata.Keys.Order());
        Assert.Contains("\"starts\":\"start\"", properties.Metadata["part"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_uploads_of_one_name_keep_their_blocks_apart()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var (one, other) = (BlobContainer.Noise(5 * BlockSize, seed: 1), BlobContainer.Noise(5 * BlockSize, seed: 2));
        await using var first = await container.Open(blockSize: BlockSize).BeginAsync(Name, "gzip", Cancel);
        await using var second = await container.Open(blockSize: BlockSize).BeginAsync(Name, "gzip", Cancel);
        for (var i = 0; i < one.Length; i += 500)
        {
            await first.WriteAsync(one.AsMemory(i, 500), Cancel);
            await second.WriteAsync(other.AsMemory(i, 500), Cancel);
        }

        await second.CommitAsync(BlobContainer.Info(Name, other, "second"), Cancel);
        await Assert.ThrowsAsync<PartExists>(() => first.CommitAsync(BlobContainer.Info(Name, one, "first"), Cancel));

        Assert.Equal(other, await BlobContainer.ReadAsync(container.Open(), Name));
        Assert.Equal("second", (await container.Open().FindAsync(Name, Cancel))!.Starts);
    }

    [Fact]
    public async Task An_upload_whose_blocks_were_dropped_by_anothers_commit_says_so_and_commits_nothing()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var content = BlobContainer.Noise(3 * BlockSize);
        var (stored, arrived) = (0, new TaskCompletionSource());
        using var wire = new Wire(async (request, send) =>
        {
            var answer = await send();
            if (Wire.IsBlock(request) && Interlocked.Increment(ref stored) == 2)
            {
                arrived.SetResult();
            }

            return answer;
        });
        await using var upload = await container.Open(wire, BlockSize).BeginAsync(Name, "gzip", Cancel);
        await upload.WriteAsync(content, Cancel);
        await arrived.Task.WaitAsync(Cancel);
        await CommitAsync(container.Open(blockSize: BlockSize), BlobContainer.Noise(3 * BlockSize, seed: 2));
        await container.Open().DeleteAsync(Name, Cancel);

        var error = await Assert.ThrowsAsync<StorageUnavailable>(() => upload.CommitAsync(BlobContainer.Info(Name, content), Cancel));

        Assert.Contains("its blocks are gone", error.Message, StringComparison.Ordinal);
        Assert.Null(await container.Open().FindAsync(Name, Cancel));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(5 * BlockSize, 1)]
    [InlineData(10, 99)]
    [InlineData(5 * BlockSize, 99)]
    public async Task A_commit_whose_answer_was_lost_is_a_commit(int size, int lost)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var content = BlobContainer.Noise(size);

        await CommitAsync(container.Open(Wire.LosesAnswersToCommits(lost), BlockSize), content);

        Assert.Equal(content, await BlobContainer.ReadAsync(container.Open(), Name));
        Assert.Equal(BlobContainer.Info(Name, content), await container.Open().FindAsync(Name, Cancel));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(5 * BlockSize, 99)]
    public async Task A_commit_whose_answer_was_lost_is_refused_when_the_part_is_anothers_with_the_same_bytes_and_positions(int size, int lost)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var content = BlobContainer.Noise(size);
        await CommitAsync(container.Open(), content);

        await Assert.ThrowsAsync<PartExists>(() => CommitAsync(container.Open(Wire.LosesAnswersToCommits(lost), BlockSize), content));
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_an_error()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        using var wire = new Wire((request, send) => Wire.IsCommit(request) ? throw new HttpRequestException("The connection was reset.") : send());

        var error = await Assert.ThrowsAsync<StorageUnavailable>(() => CommitAsync(container.Open(wire), BlobContainer.Noise(10)));

        Assert.Contains($"Cannot commit {Name} (container '{container.Client.Name}' of storage account 'devstoreaccount1'): the service cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Null(await container.Open().FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_busy_storage_is_asked_again()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var refused = new HashSet<string>(StringComparer.Ordinal);
        using var wire = new Wire((request, send) =>
        {
            lock (refused)
            {
                return refused.Add(request.Method + request.RequestUri!.Query)
                    ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { { "x-ms-error-code", "ServerBusy" } } })
                    : send();
            }
        });
        var content = BlobContainer.Noise(5 * BlockSize);

        await CommitAsync(container.Open(wire, BlockSize), content);

        Assert.Equal(6, refused.Count);
        Assert.Equal(content, await BlobContainer.ReadAsync(container.Open(), Name));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5 * BlockSize)]
    public async Task Bytes_that_change_on_their_way_are_refused_by_the_storage(int size)
    {
        var container = await BlobContainer.CreateAsync(azurite);
        using var wire = new Wire(async (request, send) =>
        {
            if (Wire.IsBlock(request) || (Wire.IsCommit(request) && request.RequestUri!.Query.Length == 0))
            {
                var body = await request.Content!.ReadAsByteArrayAsync(Cancel);
                body[^1] ^= 1;
                var altered = new ByteArrayContent(body);
                foreach (var header in request.Content.Headers)
                {
                    altered.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }

                request.Content = altered;
            }

            return await send();
        });

        var error = await Assert.ThrowsAsync<StorageUnavailable>(() => CommitAsync(container.Open(wire, BlockSize), BlobContainer.Noise(size)));

        Assert.Contains("not those that were sent", error.Message, StringComparison.Ordinal);
        Assert.Null(await container.Open().FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_writer_is_never_further_ahead_of_the_storage_than_memory_is_meant_for()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        var answered = 0;
        using var wire = new Wire(async (request, send) =>
        {
            var answer = await send();
            if (Wire.IsBlock(request))
            {
                Interlocked.Increment(ref answered);
            }

            return answer;
        });
        var content = BlobContainer.Noise(100 * BlockSize);
        await using var upload = await container.Open(wire, BlockSize).BeginAsync(Name, null, Cancel);
        for (var written = 0; written < content.Length; written += 500)
        {
            await upload.WriteAsync(content.AsMemory(written, 500), Cancel);

            Assert.InRange(written + 500 - (Volatile.Read(ref answered) * BlockSize), 0, (BlobPartUpload.MostStages + 1) * BlockSize);
        }

        await upload.CommitAsync(BlobContainer.Info(Name, content), Cancel);
        Assert.Equal(content, await BlobContainer.ReadAsync(container.Open(), Name));
    }

    [Fact]
    public async Task A_writer_that_waits_for_slow_storage_can_give_up()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var upload = await container.Open(new Never(), BlockSize).BeginAsync(Name, null, Cancel);
        var writing = upload.WriteAsync(BlobContainer.Noise(20 * BlockSize), giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        await upload.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task A_block_that_cannot_be_stored_ends_the_writing()
    {
        var container = BlobContainer.Named(azurite);
        await using var upload = await container.Open(blockSize: BlockSize).BeginAsync(Name, null, Cancel);

        var error = await Assert.ThrowsAsync<StorageUnavailable>(async () =>
        {
            while (true)
            {
                await upload.WriteAsync(BlobContainer.Noise(BlockSize), Cancel);
            }
        });

        Assert.StartsWith($"Cannot write {Name} (container '{container.Client.Name}' of storage account 'devstoreaccount1'): the container is not there.", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailable>(() => upload.CommitAsync(BlobContainer.Info(Name, []), Cancel));
    }

    private static async Task CommitAsync(IPartStore store, byte[] content, int chunk = int.MaxValue)
    {
        await using var upload = await store.BeginAsync(Name, "gzip", Cancel);
        for (var i = 0; i < content.Length; i += Math.Min(chunk, content.Length - i))
        {
            await upload.WriteAsync(content.AsMemory(i, Math.Min(chunk, content.Length - i)), Cancel);
        }

        await upload.CommitAsync(BlobContainer.Info(Name, content), Cancel);
    }

    /// <summary>Never answers, as a network that swallows everything.</summary>
    private sealed class Never : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
    }
}
