using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Local;

namespace FaunaFunctions.Core.Tests.Parts;

/// <summary>A part is read by programs that are not this one: each that is on the machine must read a part of several chunks to its last byte.</summary>
public sealed class OtherReadersTests : IDisposable
{
    private const string Name = "orders/part-00000001.ndjson.gz";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("node", "-e", "process.stdout.write(require('zlib').gunzipSync(require('fs').readFileSync(process.argv[1])))")]
    [InlineData("gzip", "-d", "-c")]
    [InlineData("python3", "-c", "import gzip,sys,shutil; shutil.copyfileobj(gzip.open(sys.argv[1]), sys.stdout.buffer)")]
    public async Task A_part_is_read_by_other_programs(string program, params string[] arguments)
    {
        var random = new Random(5);
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var writer = await PartWriter.OpenAsync(new FolderPartStore(_folder.Path), Name, Compression.Gzip, Cancel))
        {
            for (var i = 0; i < 40; i++)
            {
                var record = new byte[random.Next(1, 300_000)];
                random.NextBytes(record.AsSpan(0, record.Length / 2));
                record.AsSpan().Replace((byte)'\n', (byte)' ');
                record[^1] = (byte)'\n';
                content.AppendData(record);
                writer.Write(record);
                writer.EndRecord(new DocumentKey(i, i), false);
            }

            Assert.InRange(writer.UncompressedBytes, 3 * PartWriter.ChunkSize, long.MaxValue);
            await writer.CommitAsync("run", 1, "a", "b", Cancel);
        }

        if (await ReadWithAsync(program, [.. arguments, _folder[Name]]) is { } read)
        {
            Assert.Equal(Convert.ToHexString(content.GetHashAndReset()), Convert.ToHexString(SHA256.HashData(read)));
        }
    }

    /// <returns>Null when the machine has no such program; node is always there where the tests run.</returns>
    private static async Task<byte[]?> ReadWithAsync(string program, string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        }
        catch (Win32Exception) when (program != "node")
        {
            return null;
        }

        using (process)
        {
            using var read = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(read, Cancel);
            await process.WaitForExitAsync(Cancel);
            Assert.Equal(0, process.ExitCode);
            return read.ToArray();
        }
    }
}
