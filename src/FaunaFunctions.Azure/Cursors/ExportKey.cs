namespace FaunaFunctions.Azure.Cursors;

/// <summary>
/// An export's name where it may hold no slash: a table's keys refuse one, and in an account with folders a blob cannot lie below another. No export's name
/// has a colon.
/// </summary>
internal static class ExportKey
{
    /// <summary>The key; <c>shop:orders</c> for a collection of the export <c>shop</c> of a whole database.</summary>
    public static string Of(string export) => export.Replace('/', ':');
}
