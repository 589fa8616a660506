using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Fauna;

/// <summary>The database of a connection, in the query language that the connection names.</summary>
/// <param name="transport">The way to the database; not disposed here.</param>
public sealed class FaunaDatabase(FaunaTransport transport)
{
    private bool IsV10 => transport.Connection.Api == FaunaApi.V10;

    /// <summary>What it says about itself.</summary>
    public IFaunaSchema Schema => IsV10 ? new V10Schema(transport) : new V4Schema(transport);

    /// <summary>What it is made of.</summary>
    public IDatabaseDefinitions Definitions => IsV10 ? new V10DatabaseDefinitions(transport) : new V4DatabaseDefinitions(transport);

    /// <summary>One collection, as an export reads it.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="index">v4: the index that tells what changed; null for none. v10 needs none and uses none.</param>
    public IFaunaSource Collection(string name, string? index) =>
        IsV10 ? new V10Source(transport, name) : new V4Source(transport, name, index);
}
