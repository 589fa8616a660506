using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>Writes what stands within a tag, for both wires. Each method's answer is the place behind the brace that closes the tag's object.</summary>
/// <param name="output">Receives the record.</param>
/// <param name="lookedUp">See <see cref="WireText"/>; null for v4.</param>
internal sealed class TaggedContent(RecordBuffer output, TaggedContent? lookedUp = null)
{
    private readonly WireText _wireText = new(output, lookedUp);

    /// <summary>
    /// Writes a set that was stored in a document, <c>{"@obj":{"@set":…}}</c> or <c>{"@object":{"@set":…}}</c>, as a set outside of one is written.
    /// </summary>
    /// <param name="page">The answer.</param>
    /// <param name="inner">Where the object within the wrapper starts.</param>
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

        WriteText(page, "{\\\"@set\\\":"u8, content);
        at = JsonScan.Expect(ref json, at, end, (byte)'}', "'}'");
        return JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a wrapped object");
    }

    /// <summary>A string, as it stands.</summary>
    public nint WriteString(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "a string");
        var text = at - 1;
        at = JsonScan.StringEnd(ref json, at, end);
        output.Append(page[(int)text..(int)at]);
        return JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a tagged value");
    }

    /// <summary>Base64, as base64url.</summary>
    public nint WriteBytes(ReadOnlySpan<byte> page, nint at)
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

    /// <summary>Whatever it is, as the text of its wire JSON behind <paramref name="head"/>.</summary>
    public nint WriteWireText(ReadOnlySpan<byte> page, ReadOnlySpan<byte> head, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = WriteText(page, head, JsonScan.SkipSpace(ref json, at, end));
        return JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a tagged value");
    }

    /// <summary>Behind any value; only its grammar is checked.</summary>
    public nint Skip(ReadOnlySpan<byte> page, nint at) => _wireText.Value(page, at, write: false);

    private nint WriteText(ReadOnlySpan<byte> page, ReadOnlySpan<byte> head, nint at)
    {
        output.Append((byte)'"');
        output.Append(head);
        at = _wireText.Value(page, at, write: true);
        output.Append("}\""u8);
        return at;
    }
}
