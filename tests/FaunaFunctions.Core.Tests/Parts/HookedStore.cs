using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Parts;

/// <summary>A store whose uploads can be held up or broken.</summary>
internal sealed class HookedStore(IPartStore inner) : IPartStore
{
    public required Func<CancellationToken, Task> BeforeWrite { get; init; }

    public async Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) =>
        new Upload(await inner.BeginAsync(name, contentEncoding, cancellationToken), BeforeWrite);

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => inner.OpenAsync(name, cancellationToken);

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.WriteDocumentAsync(name, content, cancellationToken);

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => inner.ReadDocumentAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    private sealed class Upload(IPartUpload upload, Func<CancellationToken, Task> beforeWrite) : IPartUpload
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await beforeWrite(cancellationToken);
            await upload.WriteAsync(bytes, cancellationToken);
        }

        public Task CommitAsync(PartInfo info, CancellationToken cancellationToken) => upload.CommitAsync(info, cancellationToken);

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
