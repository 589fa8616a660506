using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Simulation.Storage;

/// <summary>The parts as a reader finds them whom nothing ever fails.</summary>
internal sealed class PartReader(StoredParts parts) : IPartStore
{
    public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(parts.Find(name));

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var name in parts.List(prefix))
        {
            yield return name;
        }
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(parts.Read(name) ?? throw new FileNotFoundException(name), writable: false));

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => Task.FromResult(parts.Read(name));

    public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) => Task.FromResult(parts.FindDocument(name));

    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => throw ReadsOnly();

    private static NotSupportedException ReadsOnly() => new("A reader changes nothing.");
}
