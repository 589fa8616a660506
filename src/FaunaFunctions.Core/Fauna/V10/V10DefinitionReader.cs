using System.Globalization;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>Reads definitions of collections. Their fields come in another order at each request; what an exporter does not need is passed over.</summary>
internal static class V10DefinitionReader
{
    /// <summary>The answer to <see cref="V10SchemaQueries.Definition"/>.</summary>
    /// <exception cref="FaunaNotFound">There is no such collection.</exception>
    /// <exception cref="FaunaPermissionDenied">The key may not read definitions.</exception>
    public static CollectionDefinition Read(ReadOnlySpan<byte> json, string collection)
    {
        switch (Cause(json))
        {
            case null:
                break;
            case "permission denied":
                throw new FaunaPermissionDenied(
                    $"Permission denied: the key may not read the definition of collection '{collection}'. Grant the key's role 'read' on 'Collection'.");
            default:
                throw new FaunaNotFound($"Collection '{collection}' does not exist.");
        }

        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "a definition");
        reader.ExpectProperty("@doc"u8);
        reader.Expect(JsonTokenType.StartObject, "a definition's fields");
        long? history = null, ttl = null;
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("history_days"u8))
            {
                history = Days(ref reader);
            }
            else if (reader.Is("ttl_days"u8))
            {
                ttl = Days(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Require(JsonTokenType.EndObject, "a definition's end");
        return new CollectionDefinition(collection, history, ttl);
    }

    /// <summary>Why an answer that is a document holds none; null when it holds one.</summary>
    public static string? Cause(ReadOnlySpan<byte> json)
    {
        var reader = Data(json);
        reader.Expect(JsonTokenType.StartObject, "a document");
        reader.Expect(JsonTokenType.PropertyName, "a document's tag");
        if (!reader.Is("@ref"u8))
        {
            return reader.Is("@doc"u8) ? null : throw reader.Unexpected("a document, or why there is none");
        }

        reader.Expect(JsonTokenType.StartObject, "a missing document");
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("cause"u8))
            {
                return reader.ExpectText("why there is no document");
            }

            reader.SkipValue();
        }

        throw new FaunaProtocolViolation("A document is missing, and the answer does not say why.");
    }

    private static AnswerJson Data(ReadOnlySpan<byte> json)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "an object");
        reader.ExpectProperty("data"u8);
        return reader;
    }

    private static long Days(ref AnswerJson reader)
    {
        reader.Expect(JsonTokenType.StartObject, "a number of days");
        reader.Expect(JsonTokenType.PropertyName, "a number's type");
        if (!reader.Is("@int"u8) && !reader.Is("@long"u8))
        {
            throw reader.Unexpected("a whole number of days");
        }

        var text = reader.ExpectText("a number of days");
        reader.Expect(JsonTokenType.EndObject, "a number's end");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? days
            : throw new FaunaProtocolViolation($"\"{text}\" is not a number of days.");
    }
}
