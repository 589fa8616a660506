namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// What a database says about its collections, in either query language: definitions where the key may read them, and probes that tell what it may do
/// where an empty page would not. Every method throws the types of <see cref="FaunaException"/>. Safe for concurrent calls.
/// </summary>
public interface IFaunaSchema
{
    /// <summary>Returns when the collection exists, whatever the key may read of it.</summary>
    /// <exception cref="FaunaNotFound">It does not.</exception>
    Task ConfirmCollectionAsync(string collection, CancellationToken cancellationToken);

    /// <summary>A collection's definition, which an exporter's key need not be able to read.</summary>
    /// <exception cref="FaunaNotFound">There is no collection of that name.</exception>
    /// <exception cref="FaunaPermissionDenied">The key may not read definitions of collections.</exception>
    Task<CollectionDefinition> GetCollectionAsync(string collection, CancellationToken cancellationToken);

    /// <summary>
    /// The oldest time, in µs, at which the collection can still be read; null when the server gave no time.
    /// Needs nothing but that the collection exists.
    /// </summary>
    Task<long?> GetMinimumTimeAsync(string collection, CancellationToken cancellationToken);

    /// <summary>Whether the key has <c>history_read</c> on the collection.</summary>
    Task<bool> HasHistoryReadAsync(string collection, CancellationToken cancellationToken);
}
