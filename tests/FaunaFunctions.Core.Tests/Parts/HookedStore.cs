using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Parts;

/// <summary>A store whose uploads can be held up or broken.</summary>
internal sealed class HookedStore(IPartStore inner) : IPartStore
{
    public Func<CancellationToken, Task> BeforeWrite { get; init; } = _ => Task.CompletedTask;

    /// <summary>Told of each part that begins.</summary>
    public Action<string> OnBegin { get; init; } = _ => { };

    public Func<PartInfo, Task> BeforeCommit { get; init; } = _ => Task.CompletedTask;

    /// <summary>Told of each prefix before it is listed.</summary>
    public Func<string, Task> BeforeList { get; init; } = _ => Task.CompletedTask;

    /// <summary>Told of each prefix when it has been listed.</summary>
    public Func<string, Task> AfterList { get; init; } = _ => Task.CompletedTask;

    public async Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken)
    {
        OnBegin(name);
        return new Upload(await inner.BeginAsync(name, contentEncoding, cancellationToken), this);
    }

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeforeList(prefix);
        await foreach (var name in inner.ListAsync(prefix, cancellationToken))
        {
            yield return name;
        }

        await AfterList(prefix);
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => inner.OpenAsync(name, cancellationToken);

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.WriteDocumentAsync(name, content, cancellationToken);

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => inner.ReadDocumentAsync(name, cancellationToken);

    public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) => inner.FindDocumentAsync(name, cancellationToken);

    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
        inner.ReplaceDocumentAsync(name, content, version, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    private sealed class Upload(IPartUpload upload, HookedStore store) : IPartUpload
    {
        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await store.BeforeWrite(cancellationToken);
            await upload.WriteAsync(bytes, cancellationToken);
        }

        public async Task CommitAsync(PartInfo info, CancellationToken cancellationToken)
        {
            await store.BeforeCommit(info);
            await upload.CommitAsync(info, cancellationToken);
        }

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
