using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Storage;

/// <summary>The parts as one process reaches them.</summary>
internal sealed class ProcessParts(StoredParts parts, Operation operation) : IPartStore
{
    public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) =>
        operation.DoAsync<IPartUpload>("begins", name, () => new Upload(parts, operation, name), cancellationToken);

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) =>
        operation.DoAsync("finds", name, () => parts.Find(name), cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in await operation.DoAsync("lists", prefix, () => parts.List(prefix), cancellationToken))
        {
            yield return name;
        }
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => operation.DoAsync<Stream>(
        "opens", name, () => new MemoryStream(parts.Read(name) ?? throw new FileNotFoundException(name), writable: false), cancellationToken);

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var copy = content.ToArray();
        return operation.DoAsync("writes", name, () => parts.Write(name, copy), cancellationToken);
    }

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        operation.DoAsync("reads", name, () => parts.Read(name), cancellationToken);

    public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        operation.DoAsync("looks at", name, () => parts.FindDocument(name), cancellationToken);

    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var copy = content.ToArray();
        return operation.DoAsync("replaces", name, () => parts.Replace(name, copy, version), cancellationToken);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        operation.DoAsync("deletes", name, () => parts.Delete(name), cancellationToken);

    private sealed class Upload(StoredParts parts, Operation operation, string name) : IPartUpload
    {
        private readonly MemoryStream _content = new();

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            var copy = bytes.ToArray();
            await operation.DoAsync("uploads", name, () => true, cancellationToken);
            _content.Write(copy);
        }

        public Task CommitAsync(PartInfo info, CancellationToken cancellationToken)
        {
            var content = _content.ToArray();
            return operation.DoAsync("commits", name, () => parts.Commit(name, content, info), cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
