using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>The names that v10 gives collections, a user's and the database's own.</summary>
/// <remarks>
/// A user's collection may have the name of a native one (v4 lets one create <c>Key</c>), and the wire does not tell the two apart: references into
/// such a collection are taken for the native one's.
/// </remarks>
internal static class V10Modules
{
    /// <summary>Reads <c>{"@mod":"…"}</c>.</summary>
    /// <returns>Where the name's text is.</returns>
    public static (int Start, int End) Read(ReadOnlySpan<byte> page, ref nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.Expect(ref json, at, end, (byte)'{', "a collection");
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "@mod");
        var key = at;
        at = JsonScan.StringEnd(ref json, at, end);
        if (!JsonText.Says(page[(int)key..(int)(at - 1)], "@mod"u8))
        {
            WireInvalid.Throw("something else stands where a collection was expected", key - 1);
        }

        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "a collection's name");
        var start = at;
        at = JsonScan.StringEnd(ref json, at, end);
        var name = ((int)start, (int)at - 1);
        at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a collection");
        return name;
    }

    /// <summary>Whether a name is that of a user's collection that is still there: v10 calls all those that are gone <c>Deleted</c>.</summary>
    public static bool IsUsers(ReadOnlySpan<byte> name) => NativeName(name).IsEmpty && !JsonText.Says(name, "Deleted"u8);

    /// <summary>What v4 calls a native collection; empty for any other.</summary>
    public static ReadOnlySpan<byte> NativeName(ReadOnlySpan<byte> name) =>
        JsonText.Says(name, "Collection"u8) ? "collections"u8
        : JsonText.Says(name, "Function"u8) ? "functions"u8
        : JsonText.Says(name, "Role"u8) ? "roles"u8
        : JsonText.Says(name, "Database"u8) ? "databases"u8
        : JsonText.Says(name, "AccessProvider"u8) ? "access_providers"u8
        : JsonText.Says(name, "Key"u8) ? "keys"u8
        : JsonText.Says(name, "Token"u8) ? "tokens"u8
        : JsonText.Says(name, "Credential"u8) ? "credentials"u8
        : default;
}
