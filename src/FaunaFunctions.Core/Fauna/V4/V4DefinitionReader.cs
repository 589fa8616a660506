using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Reads the definitions of indexes and collections. What an exporter does not need is passed over.</summary>
internal static class V4DefinitionReader
{
    public static V4Index Index(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        var name = "";
        var active = false;
        List<string> sources = [];
        List<V4IndexField> terms = [], values = [];
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("name"u8))
            {
                name = reader.ExpectText("an index's name");
            }
            else if (reader.Is("active"u8))
            {
                reader.Next();
                active = reader.Token == JsonTokenType.True;
            }
            else if (reader.Is("source"u8))
            {
                reader.Next();
                sources = Sources(ref reader);
            }
            else if (reader.Is("terms"u8))
            {
                terms = Fields(ref reader);
            }
            else if (reader.Is("values"u8))
            {
                values = Fields(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Require(JsonTokenType.EndObject, "an index's end");
        return new V4Index(name, active, sources, terms, values);
    }

    public static CollectionDefinition Collection(ReadOnlySpan<byte> json)
    {
        var reader = Open(json);
        var name = "";
        long? history = null, ttl = null;
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("name"u8))
            {
                name = reader.ExpectText("a collection's name");
            }
            else if (reader.Is("history_days"u8))
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

        reader.Require(JsonTokenType.EndObject, "a collection's end");
        return new CollectionDefinition(name, history, ttl);
    }

    private static AnswerJson Open(ReadOnlySpan<byte> json)
    {
        var reader = new AnswerJson(json);
        reader.Expect(JsonTokenType.StartObject, "an object");
        reader.ExpectProperty("resource"u8);
        reader.Expect(JsonTokenType.StartObject, "a definition");
        return reader;
    }

    private static long? Days(ref AnswerJson reader)
    {
        reader.Next();
        return reader.Token == JsonTokenType.Null ? null : reader.RequireLong("a number of days");
    }

    /// <summary>One reference, <c>_</c>, or a list of them; an element may be <c>{"collection":ref,"fields":…}</c>.</summary>
    private static List<string> Sources(ref AnswerJson reader)
    {
        var sources = new List<string>();
        if (reader.Token != JsonTokenType.StartArray)
        {
            sources.Add(Source(ref reader));
            return sources;
        }

        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            sources.Add(Source(ref reader));
        }

        return sources;
    }

    private static string Source(ref AnswerJson reader)
    {
        if (reader.Token == JsonTokenType.String)
        {
            return reader.RequireText("an index's source");
        }

        reader.Require(JsonTokenType.StartObject, "an index's source");
        var name = "";
        for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
        {
            if (reader.Is("id"u8))
            {
                name = reader.ExpectText("a collection's name");
            }
            else if (reader.Is("@ref"u8) || (name.Length == 0 && reader.Is("collection"u8)))
            {
                // {"@ref":{"id":NAME,"collection":…}}, bare or as the "collection" of a source with computed fields.
                reader.Next();
                name = Source(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }

        reader.Require(JsonTokenType.EndObject, "an index's source's end");
        return name;
    }

    private static List<V4IndexField> Fields(ref AnswerJson reader)
    {
        var fields = new List<V4IndexField>();
        reader.Next();
        if (reader.Token == JsonTokenType.Null)
        {
            return fields;
        }

        reader.Require(JsonTokenType.StartArray, "a list of fields");
        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            reader.Require(JsonTokenType.StartObject, "a field");
            List<string> path = [];
            var reverse = false;
            string? binding = null;
            for (reader.Next(); reader.Token == JsonTokenType.PropertyName; reader.Next())
            {
                if (reader.Is("field"u8))
                {
                    path = Path(ref reader);
                }
                else if (reader.Is("reverse"u8))
                {
                    reader.Next();
                    reverse = reader.Token == JsonTokenType.True;
                }
                else if (reader.Is("binding"u8))
                {
                    binding = reader.ExpectText("a binding's name");
                }
                else
                {
                    reader.SkipValue();
                }
            }

            reader.Require(JsonTokenType.EndObject, "a field's end");
            fields.Add(new V4IndexField(path, reverse, binding));
        }

        return fields;
    }

    /// <summary>A definition keeps what its writer wrote: <c>"ts"</c> or <c>["ts"]</c>; a list may hold array positions.</summary>
    private static List<string> Path(ref AnswerJson reader)
    {
        var path = new List<string>();
        reader.Next();
        if (reader.Token != JsonTokenType.StartArray)
        {
            path.Add(reader.RequireText("a field's name"));
            return path;
        }

        for (reader.Next(); reader.Token != JsonTokenType.EndArray; reader.Next())
        {
            path.Add(reader.Token == JsonTokenType.Number
                ? reader.RequireLong("a position").ToString(System.Globalization.CultureInfo.InvariantCulture)
                : reader.RequireText("a field's name"));
        }

        return path;
    }
}
