using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Local;

namespace FaunaFunctions.Core.Tests.Parts;

public sealed class PartWriterTests : IDisposable
{
    private const string Name = "orders/full/snapshot=1/part-00000001.ndjson.gz";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.None)]
    public async Task A_part_holds_its_records_and_says_what_they_are(Compression compression)
    {
        var store = new FolderPartStore(_folder.Path);
        byte[][] records = [Line("one"), Line("two"), Line("three"), Line("four")];
        DocumentKey[] keys = [new(50, 7), new(20, -3), new(90, 12), new(60, 8)];

        PartInfo info;
        await using (var writer = await PartWriter.OpenAsync(store, Name, compression, Cancel))
        {
            for (var i = 0; i < records.Length; i++)
            {
                writer.Write(records[i]);
                writer.EndRecord(keys[i], deletion: i == 1);
            }

            Assert.Equal(4, writer.Rows);
            Assert.Equal(records.Sum(record => record.Length), writer.UncompressedBytes);
            writer.Expired = 5;
            info = await writer.CommitAsync("run-1", 3, "from here", "to there", Cancel);
        }

        var stored = await File.ReadAllBytesAsync(_folder[Name], Cancel);
        Assert.Equal(records.SelectMany(record => record), Unpack(stored, compression));
        Assert.Equal(
            new PartInfo
            {
                Name = Name,
                Run = "run-1",
                Number = 3,
                Starts = "from here",
                Ends = "to there",
                Rows = 4,
                Deletions = 1,
                Expired = 5,
                Bytes = stored.Length,
                UncompressedBytes = records.Sum(record => record.Length),
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(stored)),
                FirstRef = "7",
                LastRef = "8",
                LowestTs = 20,
                HighestTs = 90,
            },
            info);
        Assert.Equal(info, await store.FindAsync(Name, Cancel));
    }

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.None)]
    public async Task A_part_without_records_is_empty_and_valid(Compression compression)
    {
        var info = await WriteAsync(Name, compression, []);

        Assert.Empty(Unpack(await File.ReadAllBytesAsync(_folder[Name], Cancel), compression));
        Assert.Equal((0, 0L, (string?)null, (long?)null), (info.Rows, info.UncompressedBytes, info.FirstRef, info.LowestTs));
    }

    [Theory]
    [InlineData(Compression.Gzip)]
    [InlineData(Compression.None)]
    public async Task A_record_of_thirty_megabytes_between_small_ones_comes_back(Compression compression)
    {
        var large = new byte[30_000_001];
        new Random(1).NextBytes(large);
        large.AsSpan().Replace((byte)'\n', (byte)' ');
        large[^1] = (byte)'\n';

        await WriteAsync(Name, compression, [Line("before"), large, Line("behind")]);

        var content = Unpack(await File.ReadAllBytesAsync(_folder[Name], Cancel), compression);
        Assert.True(content.AsSpan().SequenceEqual([.. Line("before"), .. large, .. Line("behind")]));
    }

    [Fact]
    public async Task Stored_bytes_follow_from_the_records_alone()
    {
        var number = 0;
        await Gen.Select(Gen.Int[0, 25], Gen.Int, Gen.Int, Gen.Int[1, 5], (records, seed, splits, chunks) => (records, seed, splits, chunks))
            .SampleAsync(
                async sample =>
                {
                    var records = Records(sample.records, sample.seed);
                    var plainly = $"a/part-{Interlocked.Increment(ref number)}.ndjson.gz";
                    var oddly = $"b/part-{number}.ndjson.gz";

                    var one = await WriteAsync(plainly, Compression.Gzip, records);
                    var other = await WriteOddlyAsync(oddly, records, new Random(sample.splits), sample.chunks);

                    Assert.Equal(one.Sha256, other.Sha256);
                    Assert.Equal(one with { Name = oddly }, other);
                    var stored = await File.ReadAllBytesAsync(_folder[plainly], Cancel);
                    Assert.True(Unpack(stored, Compression.Gzip).AsSpan().SequenceEqual(records.SelectMany(record => record).ToArray()));
                },
                iter: 12,
                threads: 1);
    }

    [Fact]
    public async Task A_flush_waits_while_storage_is_behind_and_goes_on_when_it_is_not()
    {
        using var storage = new SemaphoreSlim(0);
        var store = new HookedStore(new FolderPartStore(_folder.Path)) { BeforeWrite = cancel => storage.WaitAsync(cancel) };
        await using var writer = await PartWriter.OpenAsync(store, Name, Compression.None, CompressionLevel.Fastest, chunks: 2, Cancel);
        var record = new byte[PartWriter.ChunkSize];
        record[^1] = (byte)'\n';
        for (var i = 0; i < 2; i++)
        {
            writer.Write(record);
            writer.EndRecord(new DocumentKey(1, i), false);
            Assert.True(writer.FlushAsync(Cancel).AsTask().IsCompletedSuccessfully);
        }

        writer.Write(record);
        writer.EndRecord(new DocumentKey(1, 2), false);
        var behind = writer.FlushAsync(Cancel).AsTask();
        Assert.False(behind.IsCompleted);

        storage.Release();
        await behind.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        storage.Release(100);
        Assert.Equal(3, (await writer.CommitAsync("run", 1, "a", "b", Cancel)).Rows);
    }

    [Fact]
    public async Task A_cancelled_flush_loses_nothing()
    {
        using var storage = new SemaphoreSlim(0);
        var store = new HookedStore(new FolderPartStore(_folder.Path)) { BeforeWrite = cancel => storage.WaitAsync(cancel) };
        await using var writer = await PartWriter.OpenAsync(store, Name, Compression.None, CompressionLevel.Fastest, chunks: 1, Cancel);
        using var impatient = new CancellationTokenSource();
        var expected = new List<byte>();
        for (byte i = 0; i < 4; i++)
        {
            var record = new byte[PartWriter.ChunkSize];
            Array.Fill(record, (byte)('a' + i));
            record[^1] = (byte)'\n';
            expected.AddRange(record);
            writer.Write(record);
            writer.EndRecord(new DocumentKey(1, i), false);
        }

        var flush = writer.FlushAsync(impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);

        storage.Release(100);
        await writer.CommitAsync("run", 1, "a", "b", Cancel);
        Assert.True((await File.ReadAllBytesAsync(_folder[Name], Cancel)).AsSpan().SequenceEqual(expected.ToArray()));
    }

    [Fact]
    public async Task Storage_that_fails_is_told_to_the_writer_and_nothing_is_committed()
    {
        var writes = 0;
        var store = new HookedStore(new FolderPartStore(_folder.Path))
        {
            BeforeWrite = _ => Interlocked.Increment(ref writes) > 3 ? throw new StorageUnavailable("The disk is full.") : Task.CompletedTask,
        };
        await using (var writer = await PartWriter.OpenAsync(store, Name, Compression.Gzip, CompressionLevel.Fastest, chunks: 2, Cancel))
        {
            var failure = await Assert.ThrowsAsync<StorageUnavailable>(async () =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    writer.Write(Line(new string('x', 1_100_000)));
                    writer.EndRecord(new DocumentKey(1, i), false);
                    await writer.FlushAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel);
                }
            });
            Assert.Equal("The disk is full.", failure.Message);
            await Assert.ThrowsAsync<StorageUnavailable>(() => writer.CommitAsync("run", 1, "a", "b", Cancel));
        }

        Assert.Equal([], _folder.Files());
    }

    [Fact]
    public async Task A_writer_disposed_without_commit_leaves_nothing_even_while_storage_hangs()
    {
        var store = new HookedStore(new FolderPartStore(_folder.Path)) { BeforeWrite = cancel => Task.Delay(Timeout.Infinite, cancel) };
        var writer = await PartWriter.OpenAsync(store, Name, Compression.Gzip, Cancel);
        writer.Write(Line(new string('x', 3_000_000)));
        writer.EndRecord(new DocumentKey(1, 1), false);

        await writer.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        await writer.DisposeAsync();

        Assert.Equal([], _folder.Files());
    }

    [Fact]
    public async Task A_commit_that_is_cancelled_while_storage_hangs_ends_and_commits_nothing()
    {
        var store = new HookedStore(new FolderPartStore(_folder.Path)) { BeforeWrite = cancel => Task.Delay(Timeout.Infinite, cancel) };
        using var impatient = new CancellationTokenSource();
        await using (var writer = await PartWriter.OpenAsync(store, Name, Compression.Gzip, Cancel))
        {
            writer.Write(Line("x"));
            writer.EndRecord(new DocumentKey(1, 1), false);
            var commit = writer.CommitAsync("run", 1, "a", "b", impatient.Token);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        }

        Assert.Equal([], _folder.Files());
    }

    [Fact]
    public async Task Half_a_record_is_never_committed()
    {
        await using var writer = await PartWriter.OpenAsync(new FolderPartStore(_folder.Path), Name, Compression.Gzip, Cancel);
        writer.Write("{\"ref\":\"1\""u8);

        Assert.Throws<InvalidOperationException>(() => writer.EndRecord(new DocumentKey(1, 1), false));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CommitAsync("run", 1, "a", "b", Cancel));
    }

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\n");

    /// <summary>Sizes from a few bytes to several chunks; content that compresses and content that does not.</summary>
    private static byte[][] Records(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var size = random.Next(10) switch { 0 => random.Next(3_000_000), < 4 => random.Next(400_000), _ => random.Next(2_000) };
            var record = new byte[size + 1];
            if (random.Next(2) == 0)
            {
                random.NextBytes(record);
                record.AsSpan().Replace((byte)'\n', (byte)' ');
            }
            else
            {
                for (var i = 0; i < size; i++)
                {
                    record[i] = (byte)('a' + (i * random.Next(1, 3) % 23));
                }
            }

            record[^1] = (byte)'\n';
            return record;
        })];
    }

    private static byte[] Unpack(byte[] stored, Compression compression)
    {
        if (compression == Compression.None)
        {
            return stored;
        }

        using var content = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private async Task<PartInfo> WriteAsync(string name, Compression compression, byte[][] records)
    {
        await using var writer = await PartWriter.OpenAsync(new FolderPartStore(_folder.Path), name, compression, Cancel);
        foreach (var (i, record) in records.Index())
        {
            writer.Write(record);
            writer.EndRecord(new DocumentKey(i, i), false);
            await writer.FlushAsync(Cancel);
        }

        return await writer.CommitAsync("run", 1, "a", "b", Cancel);
    }

    /// <summary>The same records in bits of any size, with hints that have nothing to do with them, flushed now and then.</summary>
    private async Task<PartInfo> WriteOddlyAsync(string name, byte[][] records, Random random, int chunks)
    {
        await using var writer = await PartWriter.OpenAsync(
            new FolderPartStore(_folder.Path), name, Compression.Gzip, CompressionLevel.Fastest, chunks, Cancel);
        foreach (var (i, record) in records.Index())
        {
            for (var done = 0; done < record.Length;)
            {
                var bit = Math.Min(random.Next(1, random.Next(2) == 0 ? 100_000 : 5_000_000), record.Length - done);
                var span = writer.GetSpan(bit + random.Next(1000));
                record.AsSpan(done, bit).CopyTo(span);
                writer.Advance(bit);
                done += bit;
                if (random.Next(4) == 0)
                {
                    await writer.FlushAsync(Cancel);
                }
            }

            writer.EndRecord(new DocumentKey(i, i), false);
        }

        return await writer.CommitAsync("run", 1, "a", "b", Cancel);
    }
}
