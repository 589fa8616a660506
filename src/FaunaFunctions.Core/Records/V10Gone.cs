using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// What stands in a v10 page in place of a document that is gone by the time it is shown:
/// <c>{"@ref":{"id":"1","coll":{"@mod":"C"},"exists":false,"cause":"not found"}}</c>.
/// </summary>
internal static class V10Gone
{
    /// <summary>The document's id, behind which <paramref name="offset"/> moves; null for anything else, which is not looked at.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="offset">Where the <c>{</c> stands.</param>
    /// <param name="content">Reads over values.</param>
    /// <exception cref="WireInvalid">It is malformed, or does not say that the document is gone.</exception>
    public static long? Read(ReadOnlySpan<byte> page, ref int offset, TaggedContent content)
    {
        nint at = offset;
        if (!JsonText.Says(V10Fields.FirstKey(page, at + 1, out var behind), "@ref"u8))
        {
            return null;
        }

        ref var json = ref MemoryMarshal.GetReference(page);
        at = JsonScan.Expect(ref json, behind, page.Length, (byte)':', "':'");
        var fields = JsonScan.Expect(ref json, at, page.Length, (byte)'{', "a reference");
        if (!Says(page, fields, content, "exists"u8, "false"u8) || !(Says(page, fields, content, "cause"u8, "\"not found\""u8) || Says(page, fields, content, "cause"u8, "\"deleted\""u8)))
        {
            WireInvalid.Throw("a reference stands where a document was expected, and does not say that the document is gone", offset);
        }

        var start = ValueOf(page, fields, content, "id"u8);
        if (start < 0 || page[(int)start] != (byte)'"')
        {
            WireInvalid.Throw("a reference has no id", offset);
        }

        if (!JsonText.TryReadId(page[(int)(start + 1)..(int)(JsonScan.StringEnd(ref json, start + 1, page.Length) - 1)], out var id))
        {
            WireInvalid.Throw("its id is not a whole number of 64 bits", start);
        }

        offset = (int)content.Skip(page, offset);
        return id;
    }

    private static bool Says(ReadOnlySpan<byte> page, nint fields, TaggedContent content, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        ValueOf(page, fields, content, name) is >= 0 and var at && page[(int)at..].StartsWith(value);

    /// <summary>Where the value of a field starts; −1 when there is none of the name.</summary>
    private static nint ValueOf(ReadOnlySpan<byte> page, nint fields, TaggedContent content, ReadOnlySpan<byte> name)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        for (var at = fields; ; at++)
        {
            at = JsonScan.SkipSpace(ref json, at, end);
            var key = V10Fields.FirstKey(page, at, out var behind);
            if (behind == at)
            {
                return -1;
            }

            at = JsonScan.SkipSpace(ref json, JsonScan.Expect(ref json, behind, end, (byte)':', "':'"), end);
            if (JsonText.Says(key, name))
            {
                return at;
            }

            at = JsonScan.SkipSpace(ref json, content.Skip(page, at), end);
            if (at >= end || page[(int)at] != (byte)',')
            {
                return -1;
            }
        }
    }
}
