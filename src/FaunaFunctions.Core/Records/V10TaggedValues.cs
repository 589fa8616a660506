using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>The tags of the v10 wire in its tagged format.</summary>
internal readonly struct V10TaggedValues(RecordBuffer output) : ITaggedValues
{
    private readonly TaggedContent _content = new(output, new TaggedContent(output));

    public static bool HasPlainNumbers => false;

    public static ReadOnlySpan<byte> Wrapper => "@object"u8;

    public nint Write(ReadOnlySpan<byte> page, ReadOnlySpan<byte> tag, nint key, nint at)
    {
        if (JsonText.Says(tag, "@int"u8) || JsonText.Says(tag, "@long"u8))
        {
            return WriteInteger(page, at);
        }

        if (JsonText.Says(tag, "@double"u8))
        {
            return WriteDouble(page, at);
        }

        if (JsonText.Says(tag, "@time"u8) || JsonText.Says(tag, "@date"u8) || JsonText.Says(tag, "@uuid"u8))
        {
            return _content.WriteString(page, at);
        }

        if (JsonText.Says(tag, "@ref"u8) || JsonText.Says(tag, "@doc"u8) || JsonText.Says(tag, "@mod"u8))
        {
            V10Reference.ReadContent(page, tag, ref at, _content).Write(page, output);
            return at;
        }

        if (JsonText.Says(tag, "@bytes"u8))
        {
            return _content.WriteBytes(page, at);
        }

        if (JsonText.Says(tag, "@set"u8))
        {
            return _content.WriteWireText(page, "{\\\"@set\\\":"u8, at);
        }

        if (JsonText.Says(tag, "@stream"u8))
        {
            return _content.WriteWireText(page, "{\\\"@stream\\\":"u8, at);
        }

        WireInvalid.Throw("a key that starts with '@' is neither a tag this program knows nor within an @object", key);
        return at;
    }

    public nint WriteStoredSet(ReadOnlySpan<byte> page, nint inner) => _content.WriteStoredSet(page, inner);

    /// <summary>Behind any value; only its grammar is checked.</summary>
    public nint Skip(ReadOnlySpan<byte> page, nint at) => _content.Skip(page, at);

    private nint WriteInteger(ReadOnlySpan<byte> page, nint at)
    {
        var digits = Text(page, ref at);
        if (!Utf8Parser.TryParse(digits, out long value, out var used)
            || used != digits.Length
            || (value == 0 && used != 1)
            || digits[digits[0] == (byte)'-' ? 1 : 0] is (byte)'0' && value != 0
            || digits[0] == (byte)'+')
        {
            WireInvalid.Throw("an @int or @long holds something else than a whole number of 64 bits", at);
        }

        output.Append(digits);
        return JsonScan.Expect(ref MemoryMarshal.GetReference(page), at, page.Length, (byte)'}', "the end of a tagged value");
    }

    /// <summary>A number, as it stands; what JSON has no number for (NaN, the infinities) stays a string.</summary>
    private nint WriteDouble(ReadOnlySpan<byte> page, nint at)
    {
        var text = Text(page, ref at);
        if (text.SequenceEqual("NaN"u8) || text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8))
        {
            output.Append((byte)'"');
            output.Append(text);
            output.Append((byte)'"');
        }
        else
        {
            if (text.IsEmpty
                || text[0] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9'))
                || JsonScan.NumberEnd(ref MemoryMarshal.GetReference(text), 0, text.Length) != text.Length)
            {
                WireInvalid.Throw("a @double holds something else than a number", at);
            }

            output.Append(text);
        }

        return JsonScan.Expect(ref MemoryMarshal.GetReference(page), at, page.Length, (byte)'}', "the end of a tagged value");
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> page, ref nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        var start = JsonScan.Expect(ref json, at, page.Length, (byte)'"', "a string");
        at = JsonScan.StringEnd(ref json, start, page.Length);
        return page[(int)start..(int)(at - 1)];
    }
}
