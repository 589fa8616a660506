namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// What a whole database is made of: its collections, and its schema as the server writes it on the wire, in either query language.
/// Every method throws the types of <see cref="FaunaException"/>. Safe for concurrent calls.
/// </summary>
public interface IDatabaseDefinitions
{
    /// <summary>The schema's kinds, in the order in which they are exported; each names a file.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>The user's collections, in any order.</summary>
    /// <exception cref="FaunaPermissionDenied">The key may not list them: an empty list without an error would look like an empty database.</exception>
    Task<CollectionList> ListCollectionsAsync(CancellationToken cancellationToken);

    /// <summary>All definitions of a kind, in the present.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FaunaPermissionDenied">The key may not read them.</exception>
    Task<DefinitionList> ReadAsync(string kind, CancellationToken cancellationToken);

    /// <summary>The schema's files, where the language has some.</summary>
    /// <exception cref="FaunaException">They cannot be read with this key.</exception>
    Task<IReadOnlyList<SchemaFile>> ReadFilesAsync(CancellationToken cancellationToken);
}

/// <summary>The collections of a database.</summary>
/// <param name="At">The time in µs at which they were listed: a snapshot taken then holds the documents of exactly these.</param>
/// <param name="Names">Their names.</param>
/// <param name="Warning">Why the list may not be all; null when it is.</param>
public sealed record CollectionList(long At, IReadOnlyList<string> Names, string? Warning);

/// <summary>All definitions of a kind.</summary>
/// <param name="Api">The language that they are written in: <c>v4</c>, or <c>v10</c> in its tagged format.</param>
/// <param name="At">The time in µs at which they were read.</param>
/// <param name="Items">Each one's JSON, as the server wrote it.</param>
/// <param name="Proven">Whether it is certain that there are no others: a server hides rows that a key may not read without a word.</param>
public sealed record DefinitionList(string Api, long At, IReadOnlyList<string> Items, bool Proven);

/// <summary>A file of the schema.</summary>
/// <param name="Name">Its name, as the server has it.</param>
/// <param name="Content">Its text.</param>
public sealed record SchemaFile(string Name, string Content);
