using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Writes wire JSON as the text of a JSON string: the record's form of sets and lambdas. White space between tokens is
/// left out, everything else stays as the server wrote it, tags within included.
/// </summary>
/// <param name="output">Receives the text.</param>
/// <param name="lookedUp">
/// Reads v10's references, which what a query computes looks up: a document that came in place of a reference, or why there is none, is left out,
/// so that the text is the one of a document read whole, and holds nothing of other documents. Null for v4.
/// </param>
internal sealed class WireText(RecordBuffer output, TaggedContent? lookedUp = null)
{
    /// <summary>
    /// The deepest nesting of objects and arrays on the wire. A server takes 450 levels in one request, which a key with
    /// <c>@</c> in each doubles on the wire; what later updates add on top has its room here.
    /// </summary>
    public const int MaxDepth = 2048;

    /// <summary>An object that wraps one with keys of any name; the low bits say that it is an object.</summary>
    private const byte Wrapper = 0x80 | (byte)'{';

    private const byte Bracket = 0x7F;

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
        var reads = write && lookedUp is not null;
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
                case (byte)'{' when reads && !IsWrapped(depth) && WriteReference(page, ref at, ref kept):
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == _kinds.Length)
                    {
                        WireInvalid.Throw($"it is nested more than {_kinds.Length} levels deep", at);
                    }

                    _kinds[depth] = reads && !IsWrapped(depth) && IsWrapper(page, first, at) ? Wrapper : first;
                    depth++;
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
                if (next == (_kinds[depth - 1] & Bracket) + 2)
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

            if ((_kinds[depth - 1] & Bracket) == (byte)'{')
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

    /// <summary>Writes the reference that starts at <paramref name="at"/>, plain, and moves behind it; false for anything else.</summary>
    private bool WriteReference(ReadOnlySpan<byte> page, ref nint at, ref nint kept)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        var tag = V10Fields.FirstKey(page, at + 1, out var behind);
        if (!JsonText.Says(tag, "@ref"u8) && !JsonText.Says(tag, "@doc"u8))
        {
            return false;
        }

        Keep(page, kept, at, write: true);
        at = JsonScan.Expect(ref json, behind, page.Length, (byte)':', "':'");
        V10Reference.ReadContent(page, tag, ref at, lookedUp!).WriteText(page, this);
        kept = at;
        return true;
    }

    private bool IsWrapped(int depth) => depth > 0 && _kinds[depth - 1] == Wrapper;

    private static bool IsWrapper(ReadOnlySpan<byte> page, byte bracket, nint at) =>
        bracket == (byte)'{' && JsonText.Says(V10Fields.FirstKey(page, at + 1, out _), V10TaggedValues.Wrapper);

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
