namespace FaunaFunctions.Core.Parts;

/// <summary>
/// Where parts and manifests land: a folder, or a blob container. Names are relative, with <c>/</c> between their segments.
/// Every implementation passes <c>PartStoreContract</c>.
/// </summary>
/// <remarks>Any failure of the storage itself is thrown as <see cref="StorageUnavailable"/>, with what to do in its message.</remarks>
public interface IPartStore
{
    /// <summary>Starts writing a part. No reader, and no listing, sees it before it is committed.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="contentEncoding"><c>gzip</c>, or null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken);

    /// <summary>What a committed part's metadata says; null when there is no such part. Reads no content that grows with the part, if it can.</summary>
    Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of all committed parts and documents below a prefix, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Opens a committed part or a document for reading, as stored (still compressed).</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a small document (a manifest) whole, over what is there: a reader sees the old one or the new one.</summary>
    Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>A document's content; null when there is none.</summary>
    Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>A document with its version; null when there is none.</summary>
    Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a document whole if nobody has written it since it was looked at, in one step: a write that is under way for long never undoes a later one.
    /// </summary>
    /// <param name="name">The document's name.</param>
    /// <param name="content">What it is to be.</param>
    /// <param name="version">What it was found at; null when there was none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DocumentChanged">It is another by now: perhaps by this very call, when its first answer was lost.</exception>
    Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken);

    /// <summary>Deletes a part or document. Returns also when there is none.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what killed runs left unfinished below a prefix, never anything that is committed or still being written.
    /// Called by a run that holds the export's lease. A store whose unfinished uploads vanish by themselves has nothing to do.
    /// </summary>
    Task SweepAsync(string prefix, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A part being written. Disposing it without a commit leaves nothing that a reader or a listing sees.</summary>
public interface IPartUpload : IAsyncDisposable
{
    /// <summary>Appends bytes. The memory may be reused once the call has returned.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the part appear, whole, durable and with its metadata, under its name, if nothing has that name yet (create-only).
    /// </summary>
    /// <exception cref="PartExists">Something has that name already; it is left as it is.</exception>
    Task CommitAsync(PartInfo info, CancellationToken cancellationToken);
}

/// <summary>A document as it was found.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Version">Tells it from what was there before and will be behind it; means nothing else.</param>
public sealed record StoredDocument(byte[] Content, string Version);

/// <summary>A part of that name was committed before.</summary>
public sealed class PartExists(string name) : Exception($"{name} exists already.")
{
    /// <summary>The part's name.</summary>
    public string Name { get; } = name;
}

/// <summary>A document was written by somebody else since it was looked at.</summary>
public sealed class DocumentChanged(string name) : Exception($"{name} was changed meanwhile, by another run of the export.")
{
    /// <summary>The document's name.</summary>
    public string Name { get; } = name;
}

/// <summary>The storage refused or could not be reached. The message names the path and what to do.</summary>
public sealed class StorageUnavailable(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it stays so until somebody brings the content back, as from an archive.</summary>
    public bool IsArchived { get; init; }
}
