namespace FaunaFunctions.Azure.Tests.Parts;

/// <summary>An answer's body whose connection breaks.</summary>
/// <param name="inner">The body.</param>
/// <param name="left">Bytes that arrive.</param>
internal sealed class BrokenStream(Stream inner, int left) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0)
        {
            throw new IOException("The connection was reset.");
        }

        var read = await inner.ReadAsync(buffer[..Math.Min(left, buffer.Length)], cancellationToken);
        left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (left == 0)
        {
            throw new IOException("The connection was reset.");
        }

        var read = inner.Read(buffer, offset, Math.Min(left, count));
        left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
