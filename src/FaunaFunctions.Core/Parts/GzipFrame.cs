using System.Buffers.Binary;
using System.IO.Compression;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// One gzip member (RFC 1952) put together from deflate blocks that were made apart from each other: every chunk ends with an empty stored block
/// on a byte boundary, so that chunks stand one behind the other, and the last block of the member is an empty one.
/// </summary>
internal static class GzipFrame
{
    /// <summary>An empty deflate block with fixed codes and the mark of the last.</summary>
    private static ReadOnlySpan<byte> LastBlock => [0x03, 0x00];

    /// <summary>No name, no time and no system, so that equal records give equal files.</summary>
    public static byte[] Header(CompressionLevel level) =>
        [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, level == CompressionLevel.Fastest ? (byte)0x04 : (byte)0x00, 0xff];

    /// <summary>The last block, CRC-32 and length.</summary>
    /// <param name="crc">CRC-32 of all NDJSON.</param>
    /// <param name="length">Bytes of NDJSON; the format keeps the lowest 32 bits.</param>
    public static byte[] Trailer(uint crc, long length)
    {
        var trailer = new byte[LastBlock.Length + 8];
        LastBlock.CopyTo(trailer);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(LastBlock.Length), crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(LastBlock.Length + 4), unchecked((uint)length));
        return trailer;
    }

    /// <summary>The chunk as deflate blocks, none of them the last; the caller disposes them.</summary>
    public static Chunk Deflate(Chunk chunk, CompressionLevel level)
    {
        var blocks = new Chunk(Math.Max(chunk.Length / 2, 4096));
        try
        {
            var sink = new ChunkStream(blocks);
            using (var deflate = new DeflateStream(sink, level, leaveOpen: true))
            {
                deflate.Write(chunk.Span);
                deflate.Flush();

                // Closing the stream writes the mark of the last block, which must not stand in the middle of a member.
                sink.Detach();
            }

            return blocks;
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    private sealed class ChunkStream(Chunk chunk) : Stream
    {
        private Chunk? _chunk = chunk;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Detach() => _chunk = null;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_chunk is not null)
            {
                buffer.CopyTo(_chunk.GetSpan(buffer.Length));
                _chunk.Advance(buffer.Length);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
