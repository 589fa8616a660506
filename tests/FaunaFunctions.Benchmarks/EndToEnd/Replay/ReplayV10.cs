using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>Requests and answers of FQL v10.</summary>
internal sealed class ReplayV10 : IReplayWire
{
    private const string NoDocument = """{"@ref":{"id":"9223372036854775807","coll":{"@mod":"orders"},"exists":false,"cause":"not found"}}""";
    private readonly SampleWire _wire = new(FaunaApi.V10);

    public string Throttled => """{"error":{"code":"limit_exceeded","message":"Rate limit exceeded"}}""";

    public string PageTail => _wire.PageTail;

    public string PageHead(ReplayCollection collection, ReplayRequest request) => _wire.PageHead(request.Behind(collection), collection.Name);

    public (int Status, string Json) Answer(ReplayCollection collection, ReplayRequest request) => request.Kind switch
    {
        ReplayKind.Now => Data("null"),
        ReplayKind.Count => Data(_wire.Integer(request.Counted(collection))),
        ReplayKind.Ids => Data("{\"data\":[" + Ids(collection, request) + "]}"),
        ReplayKind.Missing => Data($$"""{"now":{{NoDocument}},"then":{{NoDocument}}}"""),
        _ => (400, """{"error":{"code":"invalid_query","message":"A replay server has no answer to this."}}"""),
    };

    public ReplayRequest Parse(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var json = JsonDocument.ParseValue(ref reader);
        var query = json.RootElement.GetProperty("query").GetString()!;
        var arguments = json.RootElement.GetProperty("arguments");
        var kind =
            query.Contains("page:", StringComparison.Ordinal) ? ReplayKind.Documents
            : query.Contains("paginate(", StringComparison.Ordinal) ? ReplayKind.Ids
            : query.Contains(".count()", StringComparison.Ordinal) ? ReplayKind.Count
            : query.Contains(".byId(", StringComparison.Ordinal) ? ReplayKind.Missing
            : query == "null" ? ReplayKind.Now
            : ReplayKind.Unknown;
        return new ReplayRequest(
            kind,
            arguments.TryGetProperty("collection", out var collection) ? collection.GetString()! : "",
            arguments.TryGetProperty("from", out var from) ? long.Parse(from.GetString()!, CultureInfo.InvariantCulture) : null,
            arguments.TryGetProperty("size", out var size) ? int.Parse(size.GetProperty("@int").GetString()!, CultureInfo.InvariantCulture) : 1,
            arguments.TryGetProperty("to", out var to) ? long.Parse(to.GetString()!, CultureInfo.InvariantCulture) : null);
    }

    private static (int Status, string Json) Data(string value) =>
        (200, $$"""{"data":{{value}},"summary":"","txn_ts":{{ReplayServer.Now}},"stats":{"compute_ops":1},"schema_version":1700000000000000}""");

    private static string Ids(ReplayCollection collection, ReplayRequest request)
    {
        var (start, count) = request.Page(collection);
        return string.Join(',', Enumerable.Range(start, count).Select(index => string.Create(CultureInfo.InvariantCulture, $"\"{ReplayCollection.IdOf(index)}\"")));
    }
}
