using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Turns one value of the wire into its record form in a single pass: the grammar is checked byte by byte, stretches
/// that stay as they are get copied in one piece, and tagged values are rewritten between them.
/// </summary>
/// <remarks>
/// Nesting is kept in an array instead of the call stack, so depth costs nothing and cannot overflow.
/// The loop is one method of labels because its state must stay in registers: everything rare is in methods of its own.
/// </remarks>
/// <param name="output">Receives the record.</param>
/// <param name="columns">Hears where the additional columns' values start.</param>
/// <param name="tagged">What sets the two wires apart. A struct, so that its calls cost nothing.</param>
internal sealed class ValueConverter<TTagged>(RecordBuffer output, ColumnPaths columns, TTagged tagged)
    where TTagged : struct, ITaggedValues
{
    private const byte Array = 0;
    private const byte Object = 1;

    /// <summary>The object within a wrapper (<c>@obj</c>, <c>@object</c>): its keys may start with <c>@</c>, and the wrapper's brace follows its own.</summary>
    private const byte Wrapped = 2;

    private readonly byte[] _kinds = new byte[WireText.MaxDepth];
    private readonly int[] _nodes = new int[WireText.MaxDepth];
    private readonly TTagged _tagged = tagged;

    /// <summary>Writes the value that starts at <paramref name="start"/>.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="start">Where the value starts.</param>
    /// <param name="path">The column path's node that the value stands at.</param>
    /// <param name="isData">Whether it is a document's whole data, which is an object whatever it holds.</param>
    /// <returns>Behind the value.</returns>
    public nint Convert(ReadOnlySpan<byte> page, nint start, int path, bool isData = false)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        ref var kinds = ref MemoryMarshal.GetArrayDataReference(_kinds);
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        nint end = page.Length;
        var at = start;
        var kept = start;
        nint depth = 0;
        var kind = Array;
        var node = ColumnPaths.None;
        nint mark;
        uint next;

    Value:
        if (at >= end)
        {
            WireInvalid.ThrowTruncated(end);
        }

        next = Unsafe.Add(ref json, at);
        if (path != ColumnPaths.None && next > ' ')
        {
            path = columns.Met(path, (int)at);
        }

        if (next == '"')
        {
            at = JsonScan.StringEnd(ref json, at + 1, end);
            goto ValueEnd;
        }

        if (next == '{')
        {
            goto ObjectStart;
        }

        if (next - '0' <= 9 || next == '-')
        {
            if (!TTagged.HasPlainNumbers)
            {
                WireInvalid.Throw("a number stands without the tag that says its type", at);
            }

            at = JsonScan.NumberEnd(ref json, at, end);
            goto ValueEnd;
        }

        if (next == '[')
        {
            if (depth == WireText.MaxDepth)
            {
                ThrowTooDeep(at);
            }

            Unsafe.Add(ref kinds, depth) = kind;
            Unsafe.Add(ref nodes, depth) = node;
            depth++;
            kind = Array;
            node = path = ColumnPaths.None;
            at++;
            if (at < end && Unsafe.Add(ref json, at) <= ' ')
            {
                at = kept = Space(ref json, kept, at, end, "a value");
            }

            if (at < end && Unsafe.Add(ref json, at) == (byte)']')
            {
                goto ValueEnd;
            }

            goto Value;
        }

        if (next <= ' ')
        {
            at = kept = Space(ref json, kept, at, end, "a value");
            goto Value;
        }

        at = JsonScan.LiteralEnd(ref json, at, end);

    ValueEnd:
        if (depth == 0)
        {
            output.Append(ref Unsafe.Add(ref json, kept), at - kept);
            return at;
        }

        if (at >= end)
        {
            WireInvalid.ThrowTruncated(end);
        }

        next = Unsafe.Add(ref json, at);
        if (next == ',')
        {
            at++;
            if (kind == Array)
            {
                goto Value;
            }

            goto NextKey;
        }

        if (next == '}')
        {
            if (kind == Array)
            {
                WireInvalid.ThrowUnexpected(ref json, at, end, "',' or ']'");
            }

            at++;
            if (kind == Wrapped)
            {
                output.Append(ref Unsafe.Add(ref json, kept), at - kept);
                at = kept = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a wrapped object");
            }

            depth--;
            kind = Unsafe.Add(ref kinds, depth);
            node = Unsafe.Add(ref nodes, depth);
            goto ValueEnd;
        }

        if (next == ']')
        {
            if (kind != Array)
            {
                WireInvalid.ThrowUnexpected(ref json, at, end, "',' or '}'");
            }

            at++;
            depth--;
            kind = Unsafe.Add(ref kinds, depth);
            node = Unsafe.Add(ref nodes, depth);
            goto ValueEnd;
        }

        if (next > ' ')
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, "',' or the end of a list");
        }

        at = kept = Space(ref json, kept, at, end, "',' or the end of a list");
        goto ValueEnd;

    NextKey:
        if (at + 1 >= end)
        {
            WireInvalid.ThrowTruncated(end);
        }

        if (Unsafe.Add(ref json, at) != (byte)'"')
        {
            at = kept = Space(ref json, kept, at, end, "a key");
            goto NextKey;
        }

        if (kind != Wrapped && StartsWithAt(ref json, at, end))
        {
            WireInvalid.Throw("an object that is not wrapped has a key that starts with '@'", at);
        }

    Key:
        mark = at + 1;
        at = JsonScan.StringEnd(ref json, mark, end);
        if (node != ColumnPaths.None)
        {
            path = columns.Field(node, page[(int)mark..(int)(at - 1)]);
        }

        if (at < end && Unsafe.Add(ref json, at) == (byte)':')
        {
            at++;
            goto Value;
        }

        at = kept = Space(ref json, kept, at, end, "':'");
        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        goto Value;

    ObjectStart:
        mark = at;
        at = SkipSpace(ref json, at + 1, end);
        if (at >= end)
        {
            WireInvalid.ThrowTruncated(end);
        }

        next = Unsafe.Add(ref json, at);
        if (next == '"' && StartsWithAt(ref json, at, end))
        {
            goto Tag;
        }

        if (at != mark + 1)
        {
            output.Append(ref Unsafe.Add(ref json, kept), mark + 1 - kept);
            kept = at;
        }

        if (next == '}')
        {
            at++;
            goto ValueEnd;
        }

        if (next != '"')
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, "a key or '}'");
        }

        if (depth == WireText.MaxDepth)
        {
            ThrowTooDeep(at);
        }

        Unsafe.Add(ref kinds, depth) = kind;
        Unsafe.Add(ref nodes, depth) = node;
        depth++;
        kind = Object;
        node = path;
        goto Key;

    Tag:
        output.Append(ref Unsafe.Add(ref json, kept), mark - kept);
        mark = at;
        at = JsonScan.StringEnd(ref json, at + 1, end);
        var tag = page[(int)(mark + 1)..(int)(at - 1)];
        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        if (!JsonText.Says(tag, TTagged.Wrapper))
        {
            if (isData && depth == 0)
            {
                WireInvalid.Throw("a document's data is not an object", mark);
            }

            at = kept = _tagged.Write(page, tag, mark, at);
            goto ValueEnd;
        }

        kept = JsonScan.Expect(ref json, at, end, (byte)'{', "the object within its wrapper") - 1;
        if (!isData || depth != 0)
        {
            at = _tagged.WriteStoredSet(page, kept);
            if (at >= 0)
            {
                kept = at;
                goto ValueEnd;
            }
        }

        if (depth == WireText.MaxDepth)
        {
            ThrowTooDeep(kept);
        }

        Unsafe.Add(ref kinds, depth) = kind;
        Unsafe.Add(ref nodes, depth) = node;
        depth++;
        kind = Wrapped;
        node = path;
        at = kept + 1;
        if (at < end && Unsafe.Add(ref json, at) <= ' ')
        {
            at = kept = Space(ref json, kept, at, end, "a key");
        }

        if (at < end && Unsafe.Add(ref json, at) == (byte)'}')
        {
            goto ValueEnd;
        }

        goto NextKey;
    }

    /// <summary>Copies what stands before the white space at <paramref name="at"/>, which itself is left out, and moves behind it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private nint Space(ref byte json, nint kept, nint at, nint end, string expected)
    {
        var behind = JsonScan.SkipSpace(ref json, at, end);
        if (behind == at)
        {
            WireInvalid.ThrowUnexpected(ref json, at, end, expected);
        }

        output.Append(ref Unsafe.Add(ref json, kept), at - kept);
        return behind;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint SkipSpace(ref byte json, nint at, nint end) =>
        at < end && Unsafe.Add(ref json, at) > (byte)' ' ? at : JsonScan.SkipSpace(ref json, at, end);

    /// <summary>Whether the key whose opening quote stands at <paramref name="at"/> starts with <c>@</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StartsWithAt(ref byte json, nint at, nint end)
    {
        if (at + 1 >= end)
        {
            return false;
        }

        var first = Unsafe.Add(ref json, at + 1);
        return first == (byte)'@' || (first == (byte)'\\' && EscapedAt(ref json, at, end));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool EscapedAt(ref byte json, nint at, nint end)
    {
        var text = JsonScan.StringEnd(ref json, at + 1, end) - at - 2;
        return JsonText.StartsWithAt(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref json, at + 1), (int)text));
    }

    private static void ThrowTooDeep(nint at) =>
        WireInvalid.Throw($"it is nested more than {WireText.MaxDepth} levels deep", at);
}
