using System.Security.Cryptography;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>A part's stored bytes on their way to the decompressor: counted and hashed, and never more than one beyond what they should be.</summary>
/// <param name="stored">The part; owned from here on.</param>
/// <param name="limit">Bytes that the part should have.</param>
internal sealed class StoredBytes(Stream stored, long limit) : Stream
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes read; one more than the limit when the part is longer.</summary>
    public long Count { get; private set; }

    /// <summary>Reads what the decompressor left, and answers the SHA-256 of all in lower-case hex.</summary>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        var rest = new byte[81920];
        while (await ReadAsync(rest, cancellationToken) > 0)
        {
        }

        return Convert.ToHexStringLower(_sha256.GetHashAndReset());
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var most = (int)Math.Min(buffer.Length, limit + 1 - Count);
        if (most <= 0)
        {
            return 0;
        }

        var read = await stored.ReadAsync(buffer[..most], cancellationToken);
        _sha256.AppendData(buffer.Span[..read]);
        Count += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stored.Dispose();
            _sha256.Dispose();
        }

        base.Dispose(disposing);
    }
}
