using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Exporting.Vanished;

/// <summary>Sorted records in a temporary file, which the system removes when it is closed, however the process ends.</summary>
internal sealed class SortedFile : IDisposable
{
    private const int BlockSize = 4096;

    private readonly FileStream _file;
    private long _records;

    private SortedFile() => _file = new FileStream(
        Path.Combine(Path.GetTempPath(), $"faunafunctions-{Guid.NewGuid():N}.tmp"),
        FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);

    /// <summary>Writes records to a new file.</summary>
    /// <param name="sorted">In order.</param>
    /// <exception cref="IOException">There is no room.</exception>
    public static SortedFile Write(IEnumerable<LastRecord> sorted)
    {
        var file = new SortedFile();
        try
        {
            var block = new LastRecord[BlockSize];
            var filled = 0;
            foreach (var record in sorted)
            {
                block[filled++] = record;
                if (filled == BlockSize)
                {
                    file.Append(block);
                    filled = 0;
                }
            }

            file.Append(block.AsSpan(0, filled));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The records, in order.</summary>
    public IEnumerable<LastRecord> Read()
    {
        var block = new LastRecord[BlockSize];
        for (var read = 0L; read < _records;)
        {
            var count = (int)Math.Min(BlockSize, _records - read);
            ReadBlock(block.AsSpan(0, count), read);
            read += count;
            for (var i = 0; i < count; i++)
            {
                yield return block[i];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Append(ReadOnlySpan<LastRecord> records)
    {
        _file.Write(MemoryMarshal.AsBytes(records));
        _records += records.Length;
    }

    private void ReadBlock(Span<LastRecord> block, long from)
    {
        _file.Position = from * MemoryMarshal.AsBytes(block[..1]).Length;
        _file.ReadExactly(MemoryMarshal.AsBytes(block));
    }
}
