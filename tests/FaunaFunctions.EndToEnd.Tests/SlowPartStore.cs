using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.EndToEnd.Tests;

/// <summary>Storage that takes its time to commit a part.</summary>
internal sealed class SlowPartStore(IPartStore inner, TimeSpan commit) : IPartStore
{
    public async Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) =>
        new Upload(await inner.BeginAsync(name, contentEncoding, cancellationToken), commit);

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => inner.OpenAsync(name, cancellationToken);

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.WriteDocumentAsync(name, content, cancellationToken);

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => inner.ReadDocumentAsync(name, cancellationToken);

    public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) => inner.FindDocumentAsync(name, cancellationToken);

    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
        inner.ReplaceDocumentAsync(name, content, version, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public Task SweepAsync(string prefix, CancellationToken cancellationToken) => inner.SweepAsync(prefix, cancellationToken);

    private sealed class Upload(IPartUpload inner, TimeSpan commit) : IPartUpload
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => inner.WriteAsync(bytes, cancellationToken);

        public async Task CommitAsync(PartInfo info, CancellationToken cancellationToken)
        {
            await Task.Delay(commit, cancellationToken);
            await inner.CommitAsync(info, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
