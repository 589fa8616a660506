using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// One level of a v4 reference, <c>{"@ref":{"id":…,"collection":{"@ref":…},"database":{"@ref":…}}}</c>: where its parts stand
/// in the answer. A document's reference has two levels above it, a schema item's one, a native collection's none.
/// </summary>
internal struct V4Reference
{
    /// <summary>Deeper than any reference: a document in a collection in databases within databases.</summary>
    private const int MaxDepth = 64;

    private int _idStart;
    private int _idEnd;
    private int _collectionIdStart;
    private int _collectionIdEnd;
    private int _levelsAbove;
    private bool _rootIsCollections;

    /// <summary>Where the collection's reference starts; −1 without one.</summary>
    public int Collection { get; private set; }

    /// <summary>Where the database's reference starts; −1 without one. The server names it only for another database than its own.</summary>
    public int Database { get; private set; }

    /// <summary>Whether this refers to a document of a user's collection.</summary>
    public readonly bool IsDocument => _levelsAbove == 2 && _rootIsCollections;

    /// <summary>Whether a reference starts at <paramref name="at"/>, where a value that has been read before does.</summary>
    public static bool StandsAt(ReadOnlySpan<byte> page, nint at)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        if (page[(int)at] != (byte)'{')
        {
            return false;
        }

        at = JsonScan.SkipSpace(ref json, at + 1, end);
        return page[(int)at] == (byte)'"'
            && JsonText.Says(page[(int)(at + 1)..(int)(JsonScan.StringEnd(ref json, at + 1, end) - 1)], "@ref"u8);
    }

    /// <summary>Reads the reference whose first brace stands at <paramref name="at"/>, and moves behind its last one.</summary>
    public static V4Reference Read(ReadOnlySpan<byte> page, ref nint at, int depth = 0)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.Expect(ref json, at, end, (byte)'{', "a reference");
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "@ref");
        var name = at;
        at = JsonScan.StringEnd(ref json, at, end);
        if (!JsonText.Says(page[(int)name..(int)(at - 1)], "@ref"u8))
        {
            WireInvalid.Throw("something else stands where a reference was expected", name - 1);
        }

        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        return ReadContent(page, ref at, depth);
    }

    /// <summary>Reads the reference whose <c>"@ref":</c> ends at <paramref name="at"/>, and moves behind its last brace.</summary>
    public static V4Reference ReadContent(ReadOnlySpan<byte> page, ref nint at, int depth = 0)
    {
        if (TryReadDocument(page, ref at, out var document))
        {
            return document;
        }

        if (depth > MaxDepth)
        {
            WireInvalid.Throw($"a reference is nested more than {MaxDepth} levels deep", at);
        }

        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        var reference = new V4Reference { _idStart = -1, Collection = -1, Database = -1 };
        at = JsonScan.Expect(ref json, at, end, (byte)'{', "the parts of a reference");
        while (true)
        {
            reference.ReadPart(page, ref at, depth);
            at = JsonScan.SkipSpace(ref json, at, end);
            if (at >= end || page[(int)at] != (byte)',')
            {
                break;
            }

            at++;
        }

        at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a reference");
        at = JsonScan.Expect(ref json, at, end, (byte)'}', "the end of a reference");
        if (reference._idStart < 0)
        {
            WireInvalid.Throw("a reference has no id", at - 1);
        }

        return reference;
    }

    /// <summary>The id's text, as it stands between its quotes.</summary>
    public readonly ReadOnlySpan<byte> Id(ReadOnlySpan<byte> page) => page[_idStart.._idEnd];

    /// <summary>Writes the id as a JSON string.</summary>
    public readonly void WriteId(ReadOnlySpan<byte> page, RecordBuffer output) => output.Append(page[(_idStart - 1)..(_idEnd + 1)]);

    /// <summary>Writes the record's form of the reference.</summary>
    public readonly void Write(ReadOnlySpan<byte> page, RecordBuffer output)
    {
        output.Append("{\"id\":"u8);
        WriteId(page, output);
        if (IsDocument)
        {
            output.Append(",\"collection\":"u8);
            output.Append(page[(_collectionIdStart - 1)..(_collectionIdEnd + 1)]);
        }

        output.Append(",\"type\":\""u8);
        output.Append(TypeName(page));
        output.Append("\"}"u8);
    }

    private readonly ReadOnlySpan<byte> TypeName(ReadOnlySpan<byte> page) =>
        IsDocument ? "document"u8
        : _levelsAbove == 1 ? V4SchemaTypes.Of(page[_collectionIdStart.._collectionIdEnd])
        : V4SchemaTypes.Unknown;

    /// <summary>A document's reference exactly as the server writes it, which nearly every reference is: compared in three pieces.</summary>
    private static bool TryReadDocument(ReadOnlySpan<byte> page, ref nint at, out V4Reference reference)
    {
        var head = "{\"id\":\""u8;
        var middle = ",\"collection\":{\"@ref\":{\"id\":\""u8;
        var tail = ",\"collection\":{\"@ref\":{\"id\":\"collections\"}}}}}}"u8;
        reference = default;
        ref var json = ref MemoryMarshal.GetReference(page);
        if (!page[(int)at..].StartsWith(head))
        {
            return false;
        }

        var id = at + head.Length;
        var idEnd = JsonScan.StringEnd(ref json, id, page.Length);
        if (!page[(int)idEnd..].StartsWith(middle))
        {
            return false;
        }

        var collection = idEnd + middle.Length;
        var collectionEnd = JsonScan.StringEnd(ref json, collection, page.Length);
        if (!page[(int)collectionEnd..].StartsWith(tail))
        {
            return false;
        }

        at = collectionEnd + tail.Length;
        reference = new V4Reference
        {
            _idStart = (int)id,
            _idEnd = (int)idEnd - 1,
            _collectionIdStart = (int)collection,
            _collectionIdEnd = (int)collectionEnd - 1,
            _levelsAbove = 2,
            _rootIsCollections = true,
            Collection = (int)idEnd + ",\"collection\":".Length,
            Database = -1,
        };
        return true;
    }

    private void ReadPart(ReadOnlySpan<byte> page, ref nint at, int depth)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = JsonScan.Expect(ref json, at, end, (byte)'"', "a part of a reference");
        var name = at;
        at = JsonScan.StringEnd(ref json, at, end);
        var part = page[(int)name..(int)(at - 1)];
        at = JsonScan.Expect(ref json, at, end, (byte)':', "':'");
        at = JsonScan.SkipSpace(ref json, at, end);
        if (_idStart < 0 && JsonText.Says(part, "id"u8))
        {
            at = JsonScan.Expect(ref json, at, end, (byte)'"', "a reference's id");
            _idStart = (int)at;
            at = JsonScan.StringEnd(ref json, at, end);
            _idEnd = (int)at - 1;
        }
        else if (Collection < 0 && JsonText.Says(part, "collection"u8))
        {
            Collection = (int)at;
            var above = Read(page, ref at, depth + 1);
            _collectionIdStart = above._idStart;
            _collectionIdEnd = above._idEnd;
            _levelsAbove = above._levelsAbove + 1;
            _rootIsCollections = above.Collection < 0 ? JsonText.Says(above.Id(page), "collections"u8) : above._rootIsCollections;
        }
        else if (Database < 0 && JsonText.Says(part, "database"u8))
        {
            Database = (int)at;
            Read(page, ref at, depth + 1);
        }
        else
        {
            WireInvalid.Throw("a reference has a part that is unknown or there twice", name - 1);
        }
    }
}
