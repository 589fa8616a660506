using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna;

/// <summary>A stretch of a scan as keys alone, twenty times cheaper than its documents.</summary>
/// <param name="Keys">In the scan's order. <see cref="DocumentKey.Ts"/> is 0 in a <see cref="DocumentScan"/>.</param>
/// <param name="Next">Where the next stretch starts (inclusive); null when this one reaches the end.</param>
public sealed record Outline(IReadOnlyList<DocumentKey> Keys, DocumentKey? Next);
