using System.Net;

namespace FaunaFunctions.Simulation.Server;

/// <summary>An answer that announces more than comes.</summary>
internal sealed class CutContent(byte[] bytes, int arriving, bool breaks) : HttpContent
{
    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new CutStream(bytes.AsMemory(0, arriving).ToArray(), breaks));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    private sealed class CutStream(byte[] arriving, bool breaks) : MemoryStream(arriving, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = Read(buffer.Span);
            return read > 0 || !breaks
                ? ValueTask.FromResult(read)
                : ValueTask.FromException<int>(new HttpIOException(HttpRequestError.ResponseEnded, "The connection broke."));
        }
    }
}
