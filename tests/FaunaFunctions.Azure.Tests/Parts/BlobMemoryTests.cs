using System.Security.Cryptography;
using FaunaFunctions.Azure.Parts;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.Azure.Tests.Parts;

/// <summary>What a part that is many times larger than memory should hold takes. Alone, so that nothing else is measured.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneForMemory;

[Collection(typeof(AloneForMemory))]
public sealed class BlobMemoryTests(AzuriteFixture azurite)
{
    private const string Name = "orders/full/snapshot=1/part-00000001.ndjson";
    private const int Pieces = 96;
    private const int Piece = 1024 * 1024;

    // Blocks on their way, the one that fills, and what sockets and clients hold.
    private const long Most = ((BlobPartUpload.MostStages + 1) * (long)BlobPartUpload.DefaultBlockSize) + (6 * 1024 * 1024);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_part_is_written_and_read_in_memory_that_does_not_grow_with_it()
    {
        var container = await BlobContainer.CreateAsync(azurite);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = BlobContainer.Noise(Piece);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var whileWriting = 0L;
        await using (var upload = await container.Open().BeginAsync(Name, null, Cancel))
        {
            for (var i = 0; i < Pieces; i++)
            {
                piece[i] ^= 0x55;
                sha256.AppendData(piece);
                await upload.WriteAsync(piece, Cancel);
                whileWriting = Math.Max(whileWriting, i % 8 == 0 ? GC.GetTotalMemory(forceFullCollection: true) - before : 0);
            }

            await upload.CommitAsync(BlobContainer.Info(Name, []) with { Bytes = Pieces * (long)Piece }, Cancel);
        }

        var (whileReading, read, reads) = (0L, 0L, 0);
        using var back = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var stream = await container.Open().OpenAsync(Name, Cancel))
        {
            while (await stream.ReadAsync(piece, Cancel) is > 0 and var count)
            {
                back.AppendData(piece, 0, count);
                read += count;
                whileReading = Math.Max(whileReading, reads++ % 200 == 0 ? GC.GetTotalMemory(forceFullCollection: true) - before : 0);
            }
        }

        Assert.Equal(Pieces * (long)Piece, read);
        Assert.Equal(sha256.GetHashAndReset(), back.GetHashAndReset());
        Assert.InRange(whileWriting, 0, Most);
        Assert.InRange(whileReading, 0, Most);
    }
}
