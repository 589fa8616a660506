using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>What a request asks of a replay server.</summary>
internal enum ReplayKind
{
    Unknown,

    /// <summary>The server's time.</summary>
    Now,

    /// <summary>Documents of a page.</summary>
    Documents,

    /// <summary>Ids of a page.</summary>
    Ids,

    /// <summary>References of a page.</summary>
    References,

    /// <summary>The number of documents.</summary>
    Count,

    /// <summary>One document by an id that none has.</summary>
    Missing,
}

/// <summary>An export's request, told by the forms in it: it is our own client's, so nothing is checked.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Collection">Of which collection; empty when none is named.</param>
/// <param name="After">First id of the page; null for the start.</param>
/// <param name="Size">The most documents.</param>
internal readonly record struct ReplayRequest(ReplayKind Kind, string Collection, long? After, int Size)
{
    public static ReplayRequest Parse(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        bool map = false, get = false, paginate = false, count = false, now = false, inAfter = false, isId = false, isCollection = false;
        var collection = "";
        long? after = null;
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
                inAfter |= reader.ValueTextEquals("after"u8);
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
            else if (reader.TokenType == JsonTokenType.String && isId && inAfter)
            {
                after = long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
            }
        }

        var kind =
            paginate ? (map ? (get ? ReplayKind.Documents : ReplayKind.Ids) : ReplayKind.References)
            : count ? ReplayKind.Count
            : get ? ReplayKind.Missing
            : now ? ReplayKind.Now
            : ReplayKind.Unknown;
        return new ReplayRequest(kind, collection, after, size);
    }
}
