namespace FaunaFunctions.Core.Parts;

/// <summary>A file of a database's schema, as it was written.</summary>
/// <param name="Kind"><c>collections</c>, <c>roles</c>…, or <c>fsl</c>.</param>
/// <param name="Name">The file's name, relative to the store.</param>
/// <param name="Items">Definitions in it; for a text file 1.</param>
/// <param name="Proven">Whether it is certain that it holds all: a server hides what a key may not read.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Over its bytes, lower-case hex.</param>
public sealed record SchemaDocument(string Kind, string Name, int Items, bool Proven, long Bytes, string Sha256);

/// <summary>Something of a database's schema that could not be read.</summary>
/// <param name="Kind"><c>collections</c>, <c>roles</c>…, or <c>fsl</c>.</param>
/// <param name="Reason">Why, and what to do.</param>
public sealed record SchemaOmission(string Kind, string Reason);
