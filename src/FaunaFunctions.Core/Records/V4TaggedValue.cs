using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>Writes the values that the v4 wire wraps in an object with one tag, <c>@obj</c> apart.</summary>
internal sealed class V4TaggedValue(RecordBuffer output)
{
    private readonly WireText _wireText = new(output);

    /// <summary>Writes the record's form of one tagged value.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="tag">Which tag.</param>
    /// <param name="key">The tag's opening quote.</param>
    /// <param name="at">Where the tag's content starts.</param>
    /// <returns>Behind the brace that closes the tag's object.</returns>
    public nint Write(ReadOnlySpan<byte> page, V4Tag tag, nint key, nint at)
    {
        switch (tag)
        {
            case V4Tag.Reference:
                V4Reference.ReadContent(page, ref at).Write(page, output);
                return at;
            case V4Tag.Time or V4Tag.Date or V4Tag.Uuid:
                return WriteString(page, at);
            case V4Tag.Bytes:
                return WriteBytes(page, at);
            case V4Tag.Query:
                return WriteWireText(page, "{\\\"@query\\\":"u8, at);
            case V4Tag.Set:
                return WriteWireText(page, "{\\\"@set\\\":"u8, at);
            default:
                WireInvalid.Throw("a key that starts with '@' is neither a tag this program knows nor within an @obj", key);
                return at;
        }
    }

    /// <summary>
    /// Writes a set that was stored in a document, <c>{"@obj":{"@set":…}}</c>, as a set outside of one is written.
    /// </summary>
    /// <param name="page">The answer.</param>
    /// <param name="inner">Where the object within <c>@obj</c> starts.</param>
    /// <returns>Behind the brace that closes the wrapper; −1, and nothing is written, for an object that is no set.</returns>
    public nint WriteStoredSet(ReadOnlySpan<byte> page, nint inner)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var at = JsonScan.SkipSpace(ref json, inner + 1, end);
        if (at >= end || page[(int)at] != (byte)'"')
        {
            return -1;
        }

        var name = at + 1;
        at = JsonScan.StringEnd(ref json, name, end);
        if (!JsonText.Says(page[(int)name..(int)(at - 1)], "@set"u8))
        {
            return -1;
        }

        var content = JsonScan.SkipSpace(ref json, JsonScan.Expect(ref json, at, end, (byte)':', "':'"), end);
        at = JsonScan.SkipSpace(ref json, _wireText.Value(page, content, write: false), end);
        if (at < end && page[(int)at] == (byte)',')
        {
            return -1;
        }

        WriteString(page, "{\\\"@set\\\":"u8, content);
        at = JsonScan.Expect(ref json, at, end, (byte)'}', "'}'");
        return JsonScan.Expect(ref json, at, end, (byte)'}', "the end of @obj");
    }

    private nint WriteString(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "a string");
        var text = at - 1;
        at = JsonScan.StringEnd(ref json, at, end);
        output.Append(page[(int)text..(int)at]);
        return JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a tagged value");
    }

    private nint WriteBytes(ReadOnlySpan<byte> page, nint at)
    {
        var start = output.Length + 1;
        var behind = WriteString(page, at);
        var text = output.WrittenFrom(start)[..^1];
        if (text.Contains((byte)'\\'))
        {
            text = text[..JsonText.Unescape(text)];
            output.Length = start + text.Length;
            output.Append((byte)'"');
        }

        if (!Base64Text.IsStandard(text))
        {
            WireInvalid.Throw("@bytes holds something else than base64", at);
        }

        Base64Text.ToUrlSafe(text);
        return behind;
    }

    private nint WriteWireText(ReadOnlySpan<byte> page, ReadOnlySpan<byte> head, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.SkipSpace(ref json, at, end);
        if (at >= end || page[(int)at] != (byte)'{')
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, "the object that a set or a lambda is");
        }

        at = WriteString(page, head, at);
        return JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a tagged value");
    }

    private nint WriteString(ReadOnlySpan<byte> page, ReadOnlySpan<byte> head, nint at)
    {
        output.Append((byte)'"');
        output.Append(head);
        at = _wireText.Value(page, at, write: true);
        output.Append("}\""u8);
        return at;
    }
}
