namespace FaunaFunctions.Core.Records;

/// <summary>A document on the wire that cannot become a record: malformed, cut short, or without a required column.</summary>
/// <param name="message">What is wrong, and where.</param>
/// <param name="documentId">The document's id where it could still be read; else null.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class RecordInvalid(string message, long? documentId = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The document's id where it could still be read; else null.</summary>
    public long? DocumentId { get; } = documentId;
}
