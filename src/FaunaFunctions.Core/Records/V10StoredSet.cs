using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// The wire JSON of a set that was stored in a document, as a whole document shows it. A document that was mapped shows what the references in the set refer
/// to in their place: <c>{"@doc":{…}}</c>, or <c>{"@ref":{…,"exists":false,"cause":…}}</c>.
/// </summary>
/// <param name="content">Reads over values.</param>
internal sealed class V10StoredSet(TaggedContent content)
{
    private readonly RecordBuffer _plain = new();

    /// <summary>The value that starts at <paramref name="at"/>, references in it as references; its grammar has been checked.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> page, nint at)
    {
        _plain.Length = 0;
        Value(page, at);
        return _plain.WrittenFrom(0);
    }

    private nint Value(ReadOnlySpan<byte> page, nint at)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        at = JsonScan.SkipSpace(ref MemoryMarshal.GetReference(page), at, page.Length);
        return page[(int)at] switch
        {
            (byte)'{' => Object(page, at),
            (byte)'[' => List(page, at + 1, (byte)'[', (byte)']', isObject: false),
            _ => Copy(page, at, content.Skip(page, at)),
        };
    }

    private nint Object(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        var key = V10Fields.FirstKey(page, at + 1, out var behind);
        if (JsonText.Says(key, "@doc"u8) || JsonText.Says(key, "@ref"u8))
        {
            at = JsonScan.Expect(ref json, behind, page.Length, (byte)':', "':'");
            V10Reference.ReadContent(page, key, ref at, content).WriteWire(page, _plain);
            return at;
        }

        if (!JsonText.Says(key, V10TaggedValues.Wrapper))
        {
            return List(page, at + 1, (byte)'{', (byte)'}', isObject: true);
        }

        // The keys of the object within a wrapper are the user's, also those that look like tags.
        _plain.Append("{\"@object\":"u8);
        at = JsonScan.Expect(ref json, behind, page.Length, (byte)':', "':'");
        at = JsonScan.Expect(ref json, at, page.Length, (byte)'{', "the object within its wrapper");
        at = List(page, at, (byte)'{', (byte)'}', isObject: true);
        _plain.Append((byte)'}');
        return JsonScan.Expect(ref json, at, page.Length, (byte)'}', "the end of a wrapped object");
    }

    private nint List(ReadOnlySpan<byte> page, nint at, byte opening, byte closing, bool isObject)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        _plain.Append(opening);
        for (at = JsonScan.SkipSpace(ref json, at, end); page[(int)at] != closing; at = JsonScan.SkipSpace(ref json, at, end))
        {
            if (page[(int)at] == (byte)',')
            {
                _plain.Append((byte)',');
                at = JsonScan.SkipSpace(ref json, at + 1, end);
            }

            if (isObject)
            {
                at = Copy(page, at, JsonScan.StringEnd(ref json, at + 1, end));
                at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
                _plain.Append((byte)':');
            }

            at = Value(page, at);
        }

        _plain.Append(closing);
        return at + 1;
    }

    private nint Copy(ReadOnlySpan<byte> page, nint from, nint to)
    {
        _plain.Append(page[(int)from..(int)to]);
        return to;
    }
}
