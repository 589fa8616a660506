namespace FaunaFunctions.Emulator.Values;

/// <summary>The collections that every database has: numbers, names, and what messages call their documents.</summary>
internal static class NativeCollection
{
    /// <summary>The collection of the native collections themselves: <c>{"@ref":{"id":"collections"}}</c>.</summary>
    public const int Root = -1;
    public const int Databases = 0;
    public const int Collections = 1;
    public const int Indexes = 2;
    public const int Functions = 3;
    public const int Roles = 4;
    public const int AccessProviders = 5;
    public const int Keys = 6;
    public const int Tokens = 7;
    public const int Credentials = 8;
    public const int Tasks = 9;
    public const int Count = 10;

    /// <summary>Number of the first collection that a user makes; lower ones are native.</summary>
    public const int FirstUserCollection = 1024;

    private static readonly string[] s_names =
        ["databases", "collections", "indexes", "functions", "roles", "access_providers", "keys", "tokens", "credentials", "tasks"];

    private static readonly string[] s_kinds =
        ["database", "collection", "index", "function", "role", "access provider", "key", "token", "credential", "task"];

    public static string NameOf(int collection) => s_names[collection];

    /// <summary>What a message calls one document, in lower case: <c>undefined collection 'x'</c>.</summary>
    public static string KindOf(int collection) => s_kinds[collection];

    /// <summary>Number of the native collection with this name; -2 when there is none.</summary>
    public static int Find(string name) => name == "classes" ? Collections : Array.IndexOf(s_names, name) is var i && i < 0 ? -2 : i;

    /// <summary>Whether its documents are told apart by a name rather than a number.</summary>
    public static bool IsNamed(int collection) => collection is >= Databases and <= AccessProviders;
}
