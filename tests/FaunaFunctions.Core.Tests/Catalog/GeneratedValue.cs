using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>Random JSON values of the kinds that exported records hold.</summary>
internal static class GeneratedValue
{
    private static readonly Gen<string> Name = OneOf(
        "a", "b", "c", "ref", "id", "", "ä ö", "type", "properties", "required", "items", "format", "@ref", "a.b", "a/b", "\"", "\n");

    private static readonly Gen<JsonNode?> Text = Gen.OneOf(
        Gen.String,
        Gen.DateTime.Select(t => t.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)),
        Gen.DateTime.Select(t => t.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        Gen.DateOnly.Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        Gen.Guid.Select(g => g.ToString()),
        OneOf("NaN", "", "+10000-01-01T00:00:00Z", "-0001-01-01", "0000-01-01", "2023-02-30", "2023-01-01T24:00:00Z"))
        .Select(s => (JsonNode?)JsonValue.Create(s));

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Gen.Const<JsonNode?>((JsonNode?)null),
        Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Long.Select(l => (JsonNode?)JsonValue.Create(l)),
        Gen.Double[-1e300, 1e300].Select(d => (JsonNode?)JsonNode.Parse(d.ToString("0.0###E0", CultureInfo.InvariantCulture))),
        Text);

    /// <summary>Any value, up to four levels deep.</summary>
    public static Gen<JsonNode?> Any { get; } = Nested(4);

    /// <summary>An object, as <c>data</c> is.</summary>
    public static Gen<JsonNode?> Object { get; } = ObjectOf(Nested(3));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<JsonNode?> Nested(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency((4, Scalar), (1, ArrayOf(Nested(depth - 1))), (2, ObjectOf(Nested(depth - 1))));

    private static Gen<JsonNode?> ArrayOf(Gen<JsonNode?> items) =>
        items.Array[0, 3].Select(all => (JsonNode?)new JsonArray([.. all.Select(i => i?.DeepClone())]));

    private static Gen<JsonNode?> ObjectOf(Gen<JsonNode?> values) =>
        Gen.Select(Name, values).Array[0, 5].Select(fields =>
        {
            var result = new JsonObject();
            foreach (var (name, value) in fields)
            {
                result[name] = value?.DeepClone();
            }

            return (JsonNode?)result;
        });
}
