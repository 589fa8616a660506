using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>What is said of a key's privileges, whichever language they were probed in.</summary>
internal static class PrivilegeText
{
    public static string Predicate(string collection) =>
        $"The key may read collection '{collection}' only as a predicate of its role allows: other documents are left out without a sign, and deletions are never seen. Grant 'read' as plain true.";

    public static string Denied(string collection) =>
        $"The key may not read collection '{collection}': it would look empty. Grant its role 'read' on the collection, as plain true.";

    public static string CannotTell(string collection, FaunaException why) =>
        $"Whether the key may read collection '{collection}' cannot be told: {why.Message}";
}
