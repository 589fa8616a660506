using System.Collections.Frozen;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// The names that FQL v10 knows things of its own by. v4 lets a collection have them too: its documents can be read by name, but an event source holds the
/// bare name, which then stands for v10's own thing.
/// </summary>
internal static class V10Names
{
    private static readonly FrozenSet<string> Own = new[]
    {
        "AccessProvider", "Any", "Array", "Boolean", "Bytes", "Collection", "Credential", "Database", "Date", "Double", "EventSource", "FQL", "Function",
        "ID", "Int", "Key", "Long", "Math", "Module", "Null", "Number", "Object", "Query", "Role", "Schema", "Set", "SetCursor", "String", "Struct", "Time",
        "Token", "TransactionTime", "UUID", "abort", "asc", "dbg", "desc", "log", "newId",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a collection of this name has no event feed.</summary>
    public static bool IsOwn(string name) => Own.Contains(name);

    /// <summary>What a collection of such a name cannot do, and what to do instead: the rest of a sentence.</summary>
    public static string NoFeed(string name) =>
        $"changes of a collection named '{name}' cannot be read through FQL v10, which has something of its own of that name. Export it in mode \"full\", or through \"v4\".";
}
