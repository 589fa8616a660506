using System.Text;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Reads v4's references to documents.</summary>
internal static class V4References
{
    /// <summary>The next value as a document's reference <c>{"@ref":{"id","collection"}}</c>.</summary>
    /// <param name="json">Where to read.</param>
    /// <param name="collection">Name of the collection that it must lie in.</param>
    /// <exception cref="FaunaIndexUnfit">It lies in another collection.</exception>
    public static long ExpectRef(this ref AnswerJson json, ReadOnlySpan<byte> collection)
    {
        json.Next();
        return json.RequireRef(collection);
    }

    /// <summary>The same for the value that starts at the present token.</summary>
    public static long RequireRef(this ref AnswerJson json, ReadOnlySpan<byte> collection)
    {
        json.Require(JsonTokenType.StartObject, "a reference");
        json.ExpectProperty("@ref"u8);
        json.Expect(JsonTokenType.StartObject, "a reference");
        json.ExpectProperty("id"u8);
        json.Next();
        var id = json;
        json.ExpectProperty("collection"u8);
        json.Expect(JsonTokenType.StartObject, "a collection");
        json.ExpectProperty("@ref"u8);
        json.Expect(JsonTokenType.StartObject, "a collection");
        json.ExpectProperty("id"u8);
        json.Expect(JsonTokenType.String, "a collection's name");
        if (!json.Is(collection))
        {
            throw new FaunaIndexUnfit(
                $"A document of '{json.RequireText("a collection's name")}' came where documents of '{Encoding.UTF8.GetString(collection)}' were read: "
                + "the index must have that collection as its only source.");
        }

        json.Next();
        while (json.Token == JsonTokenType.PropertyName)
        {
            json.SkipValue();
            json.Next();
        }

        for (var depth = 0; depth < 3; depth++)
        {
            json.Require(JsonTokenType.EndObject, "a reference's end");
            if (depth < 2)
            {
                json.Next();
            }
        }

        json.Expect(JsonTokenType.EndObject, "a reference's end");
        return id.RequireId();
    }
}
