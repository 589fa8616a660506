using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>The tags of the v4 wire.</summary>
internal readonly struct V4TaggedValues(RecordBuffer output) : ITaggedValues
{
    private readonly TaggedContent _content = new(output);

    public static bool HasPlainNumbers => true;

    public static ReadOnlySpan<byte> Wrapper => "@obj"u8;

    public nint Write(ReadOnlySpan<byte> page, ReadOnlySpan<byte> tag, nint key, nint at)
    {
        if (JsonText.Says(tag, "@ref"u8))
        {
            V4Reference.ReadContent(page, ref at).Write(page, output);
            return at;
        }

        if (JsonText.Says(tag, "@ts"u8) || JsonText.Says(tag, "@date"u8) || JsonText.Says(tag, "@uuid"u8))
        {
            return _content.WriteString(page, at);
        }

        if (JsonText.Says(tag, "@bytes"u8))
        {
            return _content.WriteBytes(page, at);
        }

        if (JsonText.Says(tag, "@query"u8))
        {
            return _content.WriteWireText(page, "{\\\"@query\\\":"u8, Object(page, at));
        }

        if (JsonText.Says(tag, "@set"u8))
        {
            return _content.WriteWireText(page, "{\\\"@set\\\":"u8, Object(page, at));
        }

        WireInvalid.Throw("a key that starts with '@' is neither a tag this program knows nor within an @obj", key);
        return at;
    }

    public nint WriteStoredSet(ReadOnlySpan<byte> page, nint inner) => _content.WriteStoredSet(page, inner);

    private static nint Object(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        at = JsonScan.SkipSpace(ref json, at, page.Length);
        if (at >= page.Length || page[(int)at] != (byte)'{')
        {
            WireInvalid.ThrowUnexpected(ref json, at, page.Length, "the object that a set or a lambda is");
        }

        return at;
    }
}
