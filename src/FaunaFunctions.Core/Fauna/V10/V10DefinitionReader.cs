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
        List<DeclaredField> stored = [], computed = [];
        List<string> constraints = [];
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
            else if (reader.Is("fields"u8))
            {
                stored = Fields(ref reader);
            }
            else if (reader.Is("computed_fields"u8))
            {
                computed = Fields(ref reader);
            }
            else if (reader.Is("constraints"u8))
            {
                constraints = V10ConstraintReader.Read(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Require(JsonTokenType.EndObject, "a definition's end");
        var isDeclared = stored.Count + computed.Count + constraints.Count > 0;
        return new CollectionDefinition(collection, history, ttl, isDeclared ? new DeclaredFields(stored, computed, constraints) : null);
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

    /// <summary>Fields by name. In an object with a name that starts with <c>@</c>, they stand one level deeper.</summary>
    private static List<DeclaredField> Fields(ref AnswerJson reader)
    {
        var fields = new List<DeclaredField>();
        reader.Expect(JsonTokenType.StartObject, "fields");
        reader.Next();
        var isWrapped = reader.Is("@object"u8);
        if (isWrapped)
        {
            reader.Expect(JsonTokenType.StartObject, "fields");
            reader.Next();
        }

        for (; reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            fields.Add(new DeclaredField(reader.RequireName("a field's name"), Signature(ref reader)));
        }

        reader.Require(JsonTokenType.EndObject, "the end of fields");
        if (isWrapped)
        {
            reader.Expect(JsonTokenType.EndObject, "the end of fields");
        }

        return fields;
    }

    private static string? Signature(ref AnswerJson reader)
    {
        string? signature = null;
        reader.Expect(JsonTokenType.StartObject, "a field's definition");
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("signature"u8))
            {
                signature = reader.ExpectText("a field's type");
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Require(JsonTokenType.EndObject, "the end of a field's definition");
        return signature;
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
