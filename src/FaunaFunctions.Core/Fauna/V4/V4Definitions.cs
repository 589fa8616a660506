namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>An index as its definition says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Active">Whether it answers; not yet while it is being built.</param>
/// <param name="Sources">Names of its source collections; <c>_</c> stands for all.</param>
/// <param name="Terms">Its terms, in order.</param>
/// <param name="Values">Its values, in order.</param>
public sealed record V4Index(
    string Name,
    bool Active,
    IReadOnlyList<string> Sources,
    IReadOnlyList<V4IndexField> Terms,
    IReadOnlyList<V4IndexField> Values);

/// <summary>A term or value of an index.</summary>
/// <param name="Path">Field names from the top of the document; empty for a binding.</param>
/// <param name="Reverse">Whether it is sorted descending.</param>
/// <param name="Binding">Name of the computed binding that it takes instead of a field; null for a field.</param>
public sealed record V4IndexField(IReadOnlyList<string> Path, bool Reverse, string? Binding)
{
    /// <summary>Whether it is this one top-level field, ascending.</summary>
    public bool IsField(string name) => Binding is null && !Reverse && Path.Count == 1 && Path[0] == name;
}
