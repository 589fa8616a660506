namespace FaunaFunctions.Core.Fauna;

/// <summary>A collection as its definition says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HistoryDays">Days that versions are kept beyond the 15 minutes they always are; null when they are kept for ever.</param>
/// <param name="TtlDays">Days after which documents expire unless they say otherwise; null when they do not.</param>
/// <param name="Declared">v10: what it says of its documents' fields; null when it says nothing, or the language does not tell.</param>
public sealed record CollectionDefinition(string Name, long? HistoryDays, long? TtlDays, DeclaredFields? Declared = null);

/// <summary>What a collection's schema says of its documents.</summary>
/// <param name="Stored">Declared fields, in no order that means anything.</param>
/// <param name="Computed">Computed fields: those of v10's whole documents that are not stored.</param>
/// <param name="Constraints">Unique and check constraints, for people to read.</param>
public sealed record DeclaredFields(IReadOnlyList<DeclaredField> Stored, IReadOnlyList<DeclaredField> Computed, IReadOnlyList<string> Constraints);

/// <summary>A field of a collection's schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Signature">Its type in FSL, such as <c>Array&lt;String&gt;?</c>; null when a computed field does not say.</param>
public sealed record DeclaredField(string Name, string? Signature);
