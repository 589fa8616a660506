using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace FaunaFunctions.Core.Records;

/// <summary>The text of JSON strings as it stands between the quotes, escapes and all; it has been checked before.</summary>
internal static class JsonText
{
    /// <summary>Whether the text says <paramref name="value"/>, however it is escaped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Says(ReadOnlySpan<byte> text, ReadOnlySpan<byte> value) =>
        text.SequenceEqual(value) || (text.Contains((byte)'\\') && SaysEscaped(text, value));

    /// <summary>Whether two texts say the same, however each is escaped.</summary>
    public static bool Same(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other)
    {
        if (!other.Contains((byte)'\\'))
        {
            return Says(text, other);
        }

        Span<byte> plain = new byte[other.Length];
        other.CopyTo(plain);
        return Says(text, plain[..Unescape(plain)]);
    }

    /// <summary>Whether the text starts with <c>@</c>, however it is escaped: only tags and keys in an <c>@obj</c> may.</summary>
    public static bool StartsWithAt(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && (text[0] == (byte)'@'
            || (text[0] == (byte)'\\' && Decode(text, out _) == new Rune('@')));

    /// <summary>Resolves the escapes where they stand; the result is never longer.</summary>
    /// <returns>The length of the result.</returns>
    public static int Unescape(Span<byte> text)
    {
        int from = 0, to = 0;
        while (from < text.Length)
        {
            var rune = Decode(text[from..], out var used);
            from += used;
            to += rune.EncodeToUtf8(text[to..]);
        }

        return to;
    }

    /// <summary>The whole number that the text says in its shortest form, as the server writes ids; false for anything else.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> text, out long id)
    {
        const int longestEscaped = 20 * 6;
        if (text.Contains((byte)'\\') && text.Length <= longestEscaped)
        {
            Span<byte> resolved = stackalloc byte[longestEscaped];
            text.CopyTo(resolved);
            return TryReadPlainId(resolved[..Unescape(resolved[..text.Length])], out id);
        }

        return TryReadPlainId(text, out id);
    }

    private static bool TryReadPlainId(ReadOnlySpan<byte> text, out long id) =>
        Utf8Parser.TryParse(text, out id, out var used)
        && used == text.Length
        && IsShortest(text);

    private static bool IsShortest(ReadOnlySpan<byte> number)
    {
        var digits = number[0] == (byte)'-' ? number[1..] : number;
        return digits[0] != (byte)'+' && (digits[0] != (byte)'0' || number.Length == 1);
    }

    private static bool SaysEscaped(ReadOnlySpan<byte> text, ReadOnlySpan<byte> value)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!text.IsEmpty)
        {
            var rune = Decode(text, out var used);
            var length = rune.EncodeToUtf8(utf8);
            if (!value.StartsWith(utf8[..length]))
            {
                return false;
            }

            text = text[used..];
            value = value[length..];
        }

        return value.IsEmpty;
    }

    private static Rune Decode(ReadOnlySpan<byte> text, out int used)
    {
        if (text[0] != (byte)'\\')
        {
            Rune.DecodeFromUtf8(text, out var rune, out used);
            return rune;
        }

        used = 2;
        switch ((char)text[1])
        {
            case 'u':
                used = 6;
                var unit = CodeUnit(text);
                if (!char.IsHighSurrogate(unit))
                {
                    return new Rune(unit);
                }

                used = 12;
                return new Rune(unit, CodeUnit(text[6..]));
            case 'b':
                return new Rune('\b');
            case 'f':
                return new Rune('\f');
            case 'n':
                return new Rune('\n');
            case 'r':
                return new Rune('\r');
            case 't':
                return new Rune('\t');
            default:
                return new Rune((char)text[1]);
        }
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
