using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>The documents of a part's records, in their order, in memory bounded by the longest line.</summary>
internal static class StoredKeys
{
    /// <summary>Reads a part.</summary>
    /// <param name="store">Where.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="deletedColumn">Name of the column that only deletion records have, UTF-8; empty for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="InvalidDataException">It cannot be decompressed, or has a line that is no record.</exception>
    public static async IAsyncEnumerable<(DocumentKey Key, bool Deletion)> ReadAsync(
        IPartStore store, string name, ReadOnlyMemory<byte> deletedColumn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stored = await store.OpenAsync(name, cancellationToken);
        await using var plain = name.EndsWith(PartNames.GzipExtension, StringComparison.Ordinal)
            ? new GZipStream(stored, CompressionMode.Decompress)
            : stored;
        var reader = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var found = new List<(DocumentKey, bool)>();
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = ReadLines(read.Buffer, deletedColumn.Span, name, found);
            foreach (var record in found)
            {
                yield return record;
            }

            found.Clear();
            if (read.IsCompleted)
            {
                break;
            }

            reader.AdvanceTo(rest, read.Buffer.End);
        }

        await reader.CompleteAsync();
    }

    private static SequencePosition ReadLines(
        ReadOnlySequence<byte> bytes, ReadOnlySpan<byte> deletedColumn, string name, List<(DocumentKey Key, bool Deletion)> found)
    {
        var lines = new SequenceReader<byte>(bytes);
        while (lines.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            if (RecordLine.Read(line.IsSingleSegment ? line.FirstSpan : line.ToArray(), deletedColumn, out var key, out var kind) is { } wrong)
            {
                throw new InvalidDataException($"A line of {name} {wrong}.");
            }

            found.Add((key, kind != RecordKind.Version));
        }

        return lines.Position;
    }
}
