namespace FaunaFunctions.Emulator.Values;

/// <summary>
/// A reference to a document, by number throughout (so that a rename shows at once and a dropped name is never forgotten).
/// Schema objects are documents of native collections; a native collection is a document of <see cref="NativeCollection.Root"/>.
/// </summary>
/// <param name="scope">The database that holds the document.</param>
/// <param name="collection">Number of its collection.</param>
/// <param name="id">Its id.</param>
internal sealed class RefValue(long scope, int collection, long id) : Value
{
    public long Scope { get; } = scope;

    public int Collection { get; } = collection;

    public long Id { get; } = id;

    public bool IsNativeCollection => Collection == NativeCollection.Root;

    public bool IsUserDocument => Collection >= NativeCollection.FirstUserCollection;

    /// <summary>Whether this refers to a collection made by a user.</summary>
    public bool IsCollection => Collection == NativeCollection.Collections;

    public override string TypeName => "Ref";
}

/// <summary>A reference whose collection, index, … does not exist. It can be echoed, but neither read nor stored.</summary>
/// <param name="native">The native collection that lacks <paramref name="name"/>.</param>
/// <param name="name">The name that is not there.</param>
/// <param name="id">Id of the document in that collection; null when the reference is to the schema object itself.</param>
internal sealed class UnresolvedRefValue(int native, string name, string? id) : Value
{
    public int Native { get; } = native;

    public string Name { get; } = name;

    public string? Id { get; } = id;

    public override string TypeName => "Ref";
}
