namespace FaunaFunctions.Core.Fauna;

/// <summary>What is said to a key that may not read definitions of a database's schema, in either language.</summary>
internal static class DefinitionPrivilege
{
    // What Fauna's own roles but admin never show; nothing can be granted to them.
    private static readonly string[] OfAdmin = ["roles", "access_providers", "databases"];

    /// <summary>That it may not, and what may.</summary>
    /// <param name="kind">The schema's kind, such as <c>roles</c>.</param>
    /// <param name="resources">What a role of one's own needs <c>read</c> on, in quotes.</param>
    public static string Denied(string kind, string resources) => OfAdmin.Contains(kind)
        ? $"The key may not read the definitions of {kind}. Fauna's own roles server and server-readonly never may; the role admin may, and a role of your own with 'read' on {resources}."
        : $"The key may not read the definitions of {kind}. Grant its role 'read' on {resources}.";
}
