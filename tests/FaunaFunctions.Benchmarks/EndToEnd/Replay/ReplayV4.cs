using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>Requests and answers of FQL v4.</summary>
internal sealed class ReplayV4 : IReplayWire
{
    private readonly SampleWire _wire = new(FaunaApi.V4);

    public string Throttled => """{"errors":[{"code":"too many requests","description":"Rate limit for read exceeded"}]}""";

    public string PageTail => _wire.PageTail;

    // The server's key order: before, after, data; before echoes the cursor of the request.
    public string PageHead(ReplayCollection collection, ReplayRequest request)
    {
        var head = _wire.PageHead(request.Behind(collection), collection.Name);
        return request.After is { } before ? head.Insert(head.IndexOf('{', 1) + 1, $"\"before\":[{_wire.Reference(before, collection.Name)}],") : head;
    }

    public (int Status, string Json) Answer(ReplayCollection collection, ReplayRequest request) => request.Kind switch
    {
        ReplayKind.Now => (200, $$"""{"resource":{{ReplayServer.Now}}}"""),
        ReplayKind.Count => (200, $$"""{"resource":{{request.Counted(collection)}}}"""),
        ReplayKind.Ids => (200, PageHead(collection, request) + Keys(collection, request, id => string.Create(CultureInfo.InvariantCulture, $"\"{id}\"")) + PageTail),

        // Asked for with select: the list alone.
        ReplayKind.References => (200, """{"resource":[""" + Keys(collection, request, id => _wire.Reference(id, collection.Name)) + "]}"),
        ReplayKind.Missing => (404, """{"errors":[{"position":[],"code":"instance not found","description":"Document not found."}]}"""),
        _ => (400, """{"errors":[{"position":[],"code":"invalid expression","description":"A replay server has no answer to this."}]}"""),
    };

    public ReplayRequest Parse(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        bool map = false, get = false, paginate = false, count = false, now = false, isId = false, isCollection = false;
        var (collection, bound) = ("", "");
        long? after = null, to = null;
        var size = 64;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                map |= reader.ValueTextEquals("map"u8);
                get |= reader.ValueTextEquals("get"u8);
                paginate |= reader.ValueTextEquals("paginate"u8);
                count |= reader.ValueTextEquals("count"u8);
                now |= reader.ValueTextEquals("now"u8);
                bound = reader.ValueTextEquals("after"u8) || reader.ValueTextEquals("from"u8) ? "from" : reader.ValueTextEquals("to"u8) ? "to" : bound;
                isId = reader.ValueTextEquals("id"u8);
                isCollection = reader.ValueTextEquals("collection"u8);
                if (reader.ValueTextEquals("size"u8))
                {
                    reader.Read();
                    size = reader.GetInt32();
                }
            }
            else if (reader.TokenType == JsonTokenType.String && isCollection)
            {
                collection = reader.GetString()!;
            }
            else if (reader.TokenType == JsonTokenType.String && isId && bound.Length > 0)
            {
                long? id = long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
                (after, to) = bound == "from" ? (id, to) : (after, id);
            }
        }

        var kind =
            paginate ? (map ? (get ? ReplayKind.Documents : ReplayKind.Ids) : ReplayKind.References)
            : count ? ReplayKind.Count
            : get ? ReplayKind.Missing
            : now ? ReplayKind.Now
            : ReplayKind.Unknown;
        return new ReplayRequest(kind, collection, after, size, to);
    }

    private static string Keys(ReplayCollection collection, ReplayRequest request, Func<long, string> key)
    {
        var (start, count) = request.Page(collection);
        return string.Join(',', Enumerable.Range(start, count).Select(index => key(ReplayCollection.IdOf(index))));
    }
}
