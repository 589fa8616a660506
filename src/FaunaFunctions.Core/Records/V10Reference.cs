using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// A v10 reference, <c>{"@ref":{"id":…,"coll":{"@mod":…}}}</c>, <c>{"@ref":{"name":…,"coll":{"@mod":…}}}</c> or <c>{"@mod":…}</c>, or a document
/// that stands where one was expected: where its parts are in the answer.
/// </summary>
internal struct V10Reference
{
    private int _idStart;
    private int _idEnd;
    private int _moduleStart;
    private int _moduleEnd;

    /// <summary>Schema items have names instead of ids.</summary>
    private bool _isNamed;

    /// <summary>Whether this refers to a document of a user's collection that is still there.</summary>
    public readonly bool IsDocument(ReadOnlySpan<byte> page) => !_isNamed && _moduleStart >= 0 && V10Modules.IsUsers(Module(page));

    /// <summary>The tag of the reference that starts at <paramref name="at"/>, where a value that has been read before does; empty for any other value.</summary>
    public static ReadOnlySpan<byte> TagAt(ReadOnlySpan<byte> page, ref nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        if (page[(int)at] != (byte)'{')
        {
            return default;
        }

        var key = JsonScan.SkipSpace(ref json, at + 1, end);
        if (page[(int)key] != (byte)'"')
        {
            return default;
        }

        var behind = JsonScan.StringEnd(ref json, key + 1, end);
        var tag = page[(int)(key + 1)..(int)(behind - 1)];
        if (!JsonText.Says(tag, "@ref"u8) && !JsonText.Says(tag, "@doc"u8) && !JsonText.Says(tag, "@mod"u8))
        {
            return default;
        }

        at = JsonScan.Expect(ref json, behind, end, (byte)':', "':'");
        return tag;
    }

    /// <summary>Reads the reference whose tag's colon ends at <paramref name="at"/>, and moves behind its last brace.</summary>
    public static V10Reference ReadContent(ReadOnlySpan<byte> page, ReadOnlySpan<byte> tag, ref nint at, TaggedContent content)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var reference = new V10Reference { _idStart = -1, _moduleStart = -1 };
        if (JsonText.Says(tag, "@mod"u8))
        {
            (reference._idStart, reference._idEnd) = Text(page, ref at);
            reference._isNamed = true;
            at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a reference");
            return reference;
        }

        at = JsonScan.Expect(ref json, at, end, (byte)'{', "the parts of a reference");
        var wrapped = ReadWrapper(page, tag, ref at);
        while (true)
        {
            reference.ReadPart(page, JsonText.Says(tag, "@doc"u8), ref at, content);
            at = JsonScan.SkipSpace(ref json, at, end);
            if (at >= end || page[(int)at] != (byte)',')
            {
                break;
            }

            at++;
        }

        for (var braces = wrapped ? 3 : 2; braces > 0; braces--)
        {
            at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a reference");
        }

        if (reference._idStart < 0 || reference._moduleStart < 0)
        {
            WireInvalid.Throw("a reference has no id or no collection", at - 1);
        }

        return reference;
    }

    /// <summary>Writes the id, or the name, as a JSON string.</summary>
    public readonly void WriteId(ReadOnlySpan<byte> page, RecordBuffer output) => output.Append(page[(_idStart - 1)..(_idEnd + 1)]);

    /// <summary>Writes the record's form of the reference.</summary>
    public readonly void Write(ReadOnlySpan<byte> page, RecordBuffer output)
    {
        output.Append("{\"id\":"u8);
        WriteId(page, output);
        if (IsDocument(page))
        {
            output.Append(",\"collection\":"u8);
            output.Append(page[(_moduleStart - 1)..(_moduleEnd + 1)]);
        }

        output.Append(",\"type\":\""u8);
        output.Append(TypeName(page));
        output.Append("\"}"u8);
    }

    /// <summary>Writes the reference as the wire has it in a document that is read whole.</summary>
    public readonly void WriteText(ReadOnlySpan<byte> page, WireText text)
    {
        text.Escaped(_isNamed ? "{\"@ref\":{\"name\":"u8 : "{\"@ref\":{\"id\":"u8);
        text.Escaped(page[(_idStart - 1)..(_idEnd + 1)]);
        text.Escaped(",\"coll\":{\"@mod\":"u8);
        text.Escaped(page[(_moduleStart - 1)..(_moduleEnd + 1)]);
        text.Escaped("}}}"u8);
    }

    /// <summary>Writes what v4's <c>Select</c> finds in the reference; see <see cref="ReferencePart"/>.</summary>
    public readonly bool WritePart(ReadOnlySpan<byte> page, ReadOnlySpan<byte[]> names, RecordBuffer output)
    {
        var id = page[(_idStart - 1)..(_idEnd + 1)];
        return IsDocument(page)
            ? ReferencePart.WriteOfDocument(id, page[(_moduleStart - 1)..(_moduleEnd + 1)], names, output)
            : ReferencePart.WriteOfSchema(id, _moduleStart < 0 ? "collections"u8 : V10Modules.NativeName(Module(page)), names, output);
    }

    private readonly ReadOnlySpan<byte> Module(ReadOnlySpan<byte> page) => page[_moduleStart.._moduleEnd];

    private readonly ReadOnlySpan<byte> TypeName(ReadOnlySpan<byte> page)
    {
        if (_moduleStart < 0)
        {
            return V10Modules.IsUsers(page[_idStart.._idEnd]) ? "collection"u8 : V4SchemaTypes.Unknown;
        }

        return IsDocument(page) ? "document"u8
            : _isNamed && JsonText.Says(page[_idStart.._idEnd], "[new collection]"u8) ? V4SchemaTypes.Unknown
            : V4SchemaTypes.Of(V10Modules.NativeName(Module(page)));
    }

    /// <summary>A document with a field that starts with <c>@</c> is an object within another: <c>{"@doc":{"@object":{…}}}</c>.</summary>
    private static bool ReadWrapper(ReadOnlySpan<byte> page, ReadOnlySpan<byte> tag, ref nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var key = JsonScan.SkipSpace(ref json, at, end);
        if (!JsonText.Says(tag, "@doc"u8) || key >= end || page[(int)key] != (byte)'"')
        {
            return false;
        }

        var behind = JsonScan.StringEnd(ref json, key + 1, end);
        if (!JsonText.Says(page[(int)(key + 1)..(int)(behind - 1)], "@object"u8))
        {
            return false;
        }

        at = JsonScan.Expect(ref json, behind, end, (byte)':', "':'");
        at = JsonScan.Expect(ref json, at, end, (byte)'{', "the object within its wrapper");
        return true;
    }

    private static (int Start, int End) Text(ReadOnlySpan<byte> page, ref nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        var start = JsonScan.Expect(ref json, at, page.Length, (byte)'"', "a string");
        at = JsonScan.StringEnd(ref json, start, page.Length);
        return ((int)start, (int)at - 1);
    }

    private void ReadPart(ReadOnlySpan<byte> page, bool isDocument, ref nint at, TaggedContent content)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var (start, behind) = Text(page, ref at);
        var part = page[start..behind];
        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        var isName = JsonText.Says(part, "name"u8);
        if (_idStart < 0 && _moduleStart < 0 && (isName || JsonText.Says(part, "id"u8)))
        {
            // Before its collection: a field "name" of a document stands behind it.
            (_idStart, _idEnd) = Text(page, ref at);
            _isNamed = isName;
        }
        else if (_moduleStart < 0 && JsonText.Says(part, "coll"u8))
        {
            (_moduleStart, _moduleEnd) = V10Modules.Read(page, ref at);
        }
        else if (isDocument || JsonText.Says(part, "exists"u8) || JsonText.Says(part, "cause"u8))
        {
            at = content.Skip(page, JsonScan.SkipSpace(ref json, at, end));
        }
        else
        {
            WireInvalid.Throw("a reference has a part that is unknown or there twice", start - 1);
        }
    }
}
