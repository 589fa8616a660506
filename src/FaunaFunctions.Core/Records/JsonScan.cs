using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Finds the ends of JSON's tokens and checks them against the grammar of RFC 8259. All positions are offsets from
/// <c>json</c>; <c>end</c> is the first one that may not be read. Malformed text throws <see cref="WireInvalid"/>.
/// </summary>
internal static class JsonScan
{
    /// <summary>Behind the closing quote of the string whose text starts at <paramref name="at"/>.</summary>
    /// <remarks>Most strings are shorter than one vector: that case is inlined into the callers' loops.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint StringEnd(ref byte json, nint at, nint end)
    {
        if (end - at >= Vector128<byte>.Count)
        {
            var stops = Stops(Vector128.LoadUnsafe(ref json, (nuint)at)).ExtractMostSignificantBits();
            if (stops != 0)
            {
                at += BitOperations.TrailingZeroCount(stops);
                if (Unsafe.Add(ref json, at) == (byte)'"')
                {
                    return at + 1;
                }
            }
        }

        return LongStringEnd(ref json, at, end);
    }

    /// <summary>Behind the number that starts at <paramref name="at"/> with a digit or a minus sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint NumberEnd(ref byte json, nint at, nint end)
    {
        var first = at;
        if (Unsafe.Add(ref json, at) == (byte)'-')
        {
            first++;
        }

        at = DigitsEnd(ref json, first, end);
        if (at == first || (Unsafe.Add(ref json, first) == (byte)'0' && at != first + 1))
        {
            WireInvalid.ThrowUnexpected(ref json, at == first ? at : first + 1, end, "a number's digit");
        }

        return at < end && (Unsafe.Add(ref json, at) == (byte)'.' || (Unsafe.Add(ref json, at) | 0x20) == (byte)'e')
            ? FractionEnd(ref json, at, end)
            : at;
    }

    /// <summary>Behind <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint LiteralEnd(ref byte json, nint at, nint end)
    {
        var literal = (char)Unsafe.Add(ref json, at) switch
        {
            't' => "true"u8,
            'f' => "false"u8,
            'n' => "null"u8,
            _ => default,
        };
        if (literal.IsEmpty)
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, "a value");
        }

        for (var i = 1; i < literal.Length; i++)
        {
            if (at + i >= end || Unsafe.Add(ref json, at + i) != literal[i])
            {
                WireInvalid.ThrowUnexpected(ref json, at + i, end, "true, false or null");
            }
        }

        return at + literal.Length;
    }

    /// <summary>Behind the white space at <paramref name="at"/>, of which there may be none.</summary>
    public static nint SkipSpace(ref byte json, nint at, nint end)
    {
        while (at < end && IsSpace(Unsafe.Add(ref json, at)))
        {
            at++;
        }

        return at;
    }

    /// <summary>Behind <paramref name="token"/>, which must stand at <paramref name="at"/> or behind white space there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Expect(ref byte json, nint at, nint end, byte token, string expected)
    {
        if (at < end && Unsafe.Add(ref json, at) == token)
        {
            return at + 1;
        }

        at = SkipSpace(ref json, at, end);
        if (at >= end || Unsafe.Add(ref json, at) != token)
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, expected);
        }

        return at + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Bytes that end a run of plain text in a string: quote, backslash, control characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Stops(Vector128<byte> text) =>
        Vector128.Equals(text, Vector128.Create((byte)'"'))
        | Vector128.Equals(text, Vector128.Create((byte)'\\'))
        | Vector128.Equals(Vector128.Min(text, Vector128.Create((byte)0x1F)), text);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Stops(Vector256<byte> text) =>
        Vector256.Equals(text, Vector256.Create((byte)'"'))
        | Vector256.Equals(text, Vector256.Create((byte)'\\'))
        | Vector256.Equals(Vector256.Min(text, Vector256.Create((byte)0x1F)), text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint LongStringEnd(ref byte json, nint at, nint end)
    {
        while (true)
        {
            at = PlainTextEnd(ref json, at, end);
            if (at >= end)
            {
                WireInvalid.ThrowTruncated(end);
            }

            switch (Unsafe.Add(ref json, at))
            {
                case (byte)'"':
                    return at + 1;
                case (byte)'\\':
                    at = EscapeEnd(ref json, at, end);
                    break;
                default:
                    WireInvalid.ThrowUnexpected(ref json, at, end, "text without control characters");
                    break;
            }
        }
    }

    private static nint PlainTextEnd(ref byte json, nint at, nint end)
    {
        for (; end - at >= Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var stops = Stops(Vector256.LoadUnsafe(ref json, (nuint)at)).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return at + BitOperations.TrailingZeroCount(stops);
            }
        }

        while (at < end && Unsafe.Add(ref json, at) is not ((byte)'"' or (byte)'\\' or < 0x20))
        {
            at++;
        }

        return at;
    }

    /// <summary>Behind one escape; half of a surrogate pair alone is no text, so it is refused.</summary>
    private static nint EscapeEnd(ref byte json, nint at, nint end)
    {
        if (at + 1 >= end)
        {
            WireInvalid.ThrowTruncated(end);
        }

        switch ((char)Unsafe.Add(ref json, at + 1))
        {
            case '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't':
                return at + 2;
            case 'u':
                var unit = CodeUnit(ref json, at, end);
                if (!char.IsSurrogate(unit))
                {
                    return at + 6;
                }

                if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(CodeUnit(ref json, at + 6, end)))
                {
                    return at + 12;
                }

                WireInvalid.Throw("a \\u escape is half of a surrogate pair", at);
                return at;
            default:
                WireInvalid.ThrowUnexpected(ref json, at + 1, end, "an escape");
                return at;
        }
    }

    private static char CodeUnit(ref byte json, nint at, nint end)
    {
        if (end - at < 6)
        {
            WireInvalid.ThrowTruncated(end);
        }

        if (Unsafe.Add(ref json, at) != (byte)'\\' || Unsafe.Add(ref json, at + 1) != (byte)'u')
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, "the other half of a surrogate pair");
        }

        var unit = 0;
        for (var i = at + 2; i < at + 6; i++)
        {
            var digit = (int)Unsafe.Add(ref json, i);
            var value = digit is >= '0' and <= '9' ? digit - '0' : ((digit | 0x20) - 'a') + 10;
            if (digit is not ((>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F')))
            {
                WireInvalid.ThrowUnexpected(ref json, i, end, "a hexadecimal digit");
            }

            unit = (unit << 4) | value;
        }

        return (char)unit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint DigitsEnd(ref byte json, nint at, nint end)
    {
        if (end - at >= Vector128<byte>.Count)
        {
            var digits = Vector128.LoadUnsafe(ref json, (nuint)at) - Vector128.Create((byte)'0');
            var others = ~Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits() & 0xFFFF;
            if (others != 0)
            {
                return at + BitOperations.TrailingZeroCount(others);
            }
        }

        return ManyDigitsEnd(ref json, at, end);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint ManyDigitsEnd(ref byte json, nint at, nint end)
    {
        while (at < end && (uint)(Unsafe.Add(ref json, at) - '0') <= 9)
        {
            at++;
        }

        return at;
    }

    private static nint FractionEnd(ref byte json, nint at, nint end)
    {
        if (Unsafe.Add(ref json, at) == (byte)'.')
        {
            var first = at + 1;
            at = DigitsEnd(ref json, first, end);
            if (at == first)
            {
                WireInvalid.ThrowUnexpected(ref json, at, end, "a number's digit");
            }
        }

        if (at < end && (Unsafe.Add(ref json, at) | 0x20) == (byte)'e')
        {
            var first = at + 1;
            if (first < end && Unsafe.Add(ref json, first) is (byte)'+' or (byte)'-')
            {
                first++;
            }

            at = DigitsEnd(ref json, first, end);
            if (at == first)
            {
                WireInvalid.ThrowUnexpected(ref json, at, end, "a number's digit");
            }
        }

        return at;
    }
}
