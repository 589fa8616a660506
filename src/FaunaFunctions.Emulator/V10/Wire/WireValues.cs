using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>A module that a request names; whether there is one is not known yet.</summary>
internal sealed class WireModule(string name) : Value
{
    public string Name { get; } = name;

    public override string TypeName => Name;
}

/// <summary>A document that a request names; whether there is one is not known yet.</summary>
/// <param name="collection">The name of its collection.</param>
/// <param name="id">Its id; null when it has a name.</param>
/// <param name="name">Its name; null when it has an id.</param>
internal sealed class WireDocument(string collection, string? id, string? name) : Value
{
    public string Collection { get; } = collection;

    public string? Id { get; } = id;

    public string? Name { get; } = name;

    public override string TypeName => "Doc";
}
