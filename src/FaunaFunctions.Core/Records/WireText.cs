using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Writes wire JSON as the text of a JSON string: the record's form of sets and lambdas. White space between tokens is
/// left out, everything else stays as the server wrote it, tags within included.
/// </summary>
internal sealed class WireText(RecordBuffer output)
{
    /// <summary>
    /// The deepest nesting of objects and arrays on the wire. A server takes 450 levels in one request, which a key with
    /// <c>@</c> in each doubles on the wire; what later updates add on top has its room here.
    /// </summary>
    public const int MaxDepth = 2048;

    private readonly byte[] _kinds = new byte[MaxDepth];

    /// <summary>Behind the value at <paramref name="at"/>, of which only the grammar is checked.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="at">Where the value starts.</param>
    /// <param name="write">Whether to write it too, escaped, without the quotes around it.</param>
    public nint Value(ReadOnlySpan<byte> page, nint at, bool write)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var depth = 0;
        var kept = at;
        while (true)
        {
            // A value, or the end of an empty container.
            at = Skip(page, at, ref kept, write);
            var first = Current(page, at);
            var opened = false;
            switch (first)
            {
                case (byte)'"':
                    at = JsonScan.StringEnd(ref json, at + 1, end);
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == _kinds.Length)
                    {
                        WireInvalid.Throw($"it is nested more than {_kinds.Length} levels deep", at);
                    }

                    _kinds[depth++] = first;
                    at = Skip(page, at + 1, ref kept, write);
                    opened = Current(page, at) != first + 2;
                    break;
                case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                    at = JsonScan.NumberEnd(ref json, at, end);
                    break;
                default:
                    at = JsonScan.LiteralEnd(ref json, at, end);
                    break;
            }

            while (!opened && depth > 0)
            {
                at = Skip(page, at, ref kept, write);
                var next = Current(page, at);
                if (next == _kinds[depth - 1] + 2)
                {
                    depth--;
                    at++;
                    continue;
                }

                if (next != (byte)',')
                {
                    WireInvalid.ThrowUnexpected(ref json, at, end, "',' or the end of a list");
                }

                at = Skip(page, at + 1, ref kept, write);
                break;
            }

            if (depth == 0)
            {
                Keep(page, kept, at, write);
                return at;
            }

            if (_kinds[depth - 1] == (byte)'{')
            {
                at = JsonScan.StringEnd(ref json, JsonScan.Expect(ref json, at, end, (byte)'"', "a key"), end);
                at = Skip(page, at, ref kept, write);
                at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
            }
        }
    }

    /// <summary>Writes one piece of checked JSON as string text.</summary>
    public void Escaped(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny((byte)'"', (byte)'\\');
            if (plain < 0)
            {
                output.Append(text);
                return;
            }

            output.Append(text[..plain]);
            output.Append((byte)'\\');
            output.Append(text[plain]);
            text = text[(plain + 1)..];
        }
    }

    private nint Skip(ReadOnlySpan<byte> page, nint at, ref nint kept, bool write)
    {
        if (at >= page.Length || page[(int)at] > (byte)' ')
        {
            return at;
        }

        var behind = JsonScan.SkipSpace(ref MemoryMarshal.GetReference(page), at, page.Length);
        if (behind != at)
        {
            Keep(page, kept, at, write);
            kept = behind;
        }

        return behind;
    }

    private void Keep(ReadOnlySpan<byte> page, nint from, nint to, bool write)
    {
        if (write)
        {
            Escaped(page[(int)from..(int)to]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Current(ReadOnlySpan<byte> page, nint at)
    {
        if (at >= page.Length)
        {
            WireInvalid.ThrowTruncated(page.Length);
        }

        return page[(int)at];
    }
}
