using System.Globalization;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks;

/// <summary>How a query language puts the values of sample documents on the wire; v10 in its tagged format.</summary>
internal sealed class SampleWire(FaunaApi api)
{
    private readonly bool _isV10 = api == FaunaApi.V10;

    public string Integer(long value) =>
        !_isV10 ? value.ToString(CultureInfo.InvariantCulture)
        : value is >= int.MinValue and <= int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{{\"@int\":\"{value}\"}}")
        : string.Create(CultureInfo.InvariantCulture, $"{{\"@long\":\"{value}\"}}");

    public string Double(string text) => _isV10 ? $"{{\"@double\":\"{text}\"}}" : text;

    public string Time(string text) => _isV10 ? $"{{\"@time\":\"{text}\"}}" : $"{{\"@ts\":\"{text}\"}}";

    public string Reference(long id, string collection) => _isV10
        ? string.Create(CultureInfo.InvariantCulture, $"{{\"@ref\":{{\"id\":\"{id}\",\"coll\":{{\"@mod\":\"{collection}\"}}}}}}")
        : string.Create(CultureInfo.InvariantCulture, $"{{\"@ref\":{{\"id\":\"{id}\",\"collection\":{{\"@ref\":{{\"id\":\"{collection}\",\"collection\":{{\"@ref\":{{\"id\":\"collections\"}}}}}}}}}}}}");

    /// <summary>A document up to its time.</summary>
    public string Head(long id, string collection, long ts) => _isV10
        ? string.Create(CultureInfo.InvariantCulture, $"{{\"@doc\":{{\"id\":\"{id}\",\"coll\":{{\"@mod\":\"{collection}\"}},\"ts\":{{\"@time\":\"{DateTime.UnixEpoch.AddMicroseconds(ts):yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\"}}")
        : string.Create(CultureInfo.InvariantCulture, $"{{\"ref\":{Reference(id, collection)},\"ts\":{ts}");

    /// <summary>What stands between a document's time and its first field.</summary>
    public string BeforeFields => _isV10 ? "," : ",\"data\":{";

    /// <summary>A page up to its first document.</summary>
    /// <param name="behind">Id of the document behind the page; null at the end.</param>
    /// <param name="collection">The collection.</param>
    public string PageHead(long? behind, string collection) => _isV10
        ? string.Create(CultureInfo.InvariantCulture, $"{{\"data\":{{\"next\":[{(behind is null ? "" : $"\"{behind}\"")}],\"page\":{{\"data\":[")
        : $"{{\"resource\":{{{(behind is { } id ? $"\"after\":[{Reference(id, collection)}]," : "")}\"data\":[";

    /// <summary>A page behind its last document.</summary>
    public string PageTail => _isV10 ? "]}},\"summary\":\"\",\"txn_ts\":1800000000000000,\"stats\":{\"compute_ops\":1},\"schema_version\":1700000000000000}" : "]}}";
}
