using System.Text.Json.Nodes;
using CsCheck;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Records;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Fields whose names mean something to the server, or to JSON, are the user's all the same.</summary>
public class AwkwardFieldTests
{
    private const string Collection = "things";

    private static readonly string[] Names =
    [
        "id", "ts", "coll", "ttl", "data", "ref", "class", "name", "exists", "cause", "delete", "update", "replace", "updateData", "replaceData",
        "@ts", "@obj", "@object", "@doc", "@ref", "@int", "@", "@🔥", "a\"b", "line\nbreak", "tab\t\\", "🔥", "", "a.b", "a b", "$x", "\u0001", "\u2028", "plain",
    ];

    private static readonly Gen<JsonNode?> Values = Gen.Recursive<JsonNode?>((depth, inner) => depth > 3 ? Scalars() : Gen.Frequency(
        (3, Scalars()),
        (1, inner.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]))),
        (3, Objects(inner).Select(fields => (JsonNode?)fields))));

    [Fact]
    public async Task Each_name_is_exported_as_it_is_alone_at_the_top_and_nested()
    {
        List<JsonObject> stored =
        [
            .. Names.Select(name => new JsonObject { [name] = 1 }),
            .. Names.Select(name => new JsonObject { ["in"] = new JsonObject { [name] = "x" } }),
            .. Names.Select(name => new JsonObject { [name] = new JsonObject { [name] = new JsonArray(new JsonObject { [name] = new JsonObject() }) } }),
            new JsonObject(Names.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(name)))),
        ];

        await AssertExportedAsync(stored);
    }

    [Fact]
    public Task Any_mixture_of_names_is_exported_as_it_is() => Objects(Values).Array[60].SampleAsync(AssertExportedAsync, iter: 5, threads: 1);

    [Fact]
    public async Task Each_name_can_be_a_column()
    {
        var columns = Names.Select((name, i) => new AdditionalColumn($"c{i}", ["data", name, name], "string", null, null, Required: true)).ToArray();
        await using var both = await CollectionThroughBoth.StartAsync(Collection, columns);
        var stored = new JsonObject(Names.Select((name, i) => KeyValuePair.Create(name, (JsonNode?)new JsonObject { [name] = i })));
        both.Database.Load(Collection, [new EmulatorDocument(1, Wire(stored))]);

        var (v4, v10) = await both.ExportAsync(RunMode.Full);

        var expected = string.Join(',', Names.Select((_, i) => $"\"c{i}\":{i}")) + "}";
        Assert.EndsWith(expected, Assert.Single(v4), StringComparison.Ordinal);
        Assert.EndsWith(expected, Assert.Single(v10), StringComparison.Ordinal);
    }

    private static async Task AssertExportedAsync(IReadOnlyList<JsonObject> stored)
    {
        await using var both = await CollectionThroughBoth.StartAsync(Collection);
        both.Database.Load(Collection, stored.Select((data, id) => new EmulatorDocument(id, Wire(data))));
        AssertHolds(stored, await both.ExportAsync(RunMode.Full));

        // The next of each, as a change.
        for (var id = 0; id < stored.Count; id++)
        {
            both.Database.Put(Collection, new EmulatorDocument(id, Wire(stored[(id + 1) % stored.Count])));
        }

        AssertHolds([.. stored.Skip(1), stored[0]], await both.ExportAsync(RunMode.Incremental));
    }

    private static void AssertHolds(IReadOnlyList<JsonObject> stored, (List<string> V4, List<string> V10) records)
    {
        Assert.Equal(records.V4.Select(WhatV10Tells.ReservedLast), records.V10.Select(WhatV10Tells.ReservedLast));
        Assert.Equal(stored.Count, records.V10.Count);
        Assert.All(records.V10, (record, i) =>
            Assert.True(JsonNode.DeepEquals(stored[i], JsonNode.Parse(record)!["data"]), $"{stored[i].ToJsonString()} became {record}"));
    }

    /// <summary>What v4 shows: an object with a key that starts with <c>@</c> is wrapped.</summary>
    private static string Wire(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject fields:
                var text = "{" + string.Join(',', fields.Select(field => Quoted(field.Key) + ":" + Wire(field.Value))) + "}";
                return fields.Any(field => field.Key.StartsWith('@')) ? "{\"@obj\":" + text + "}" : text;
            case JsonArray items:
                return "[" + string.Join(',', items.Select(Wire)) + "]";
            case JsonValue scalar when scalar.TryGetValue(out string? said):
                return Quoted(said);
            default:
                return value?.ToJsonString() ?? "null";
        }
    }

    /// <summary>Text as a server writes it: nothing is escaped that need not be.</summary>
    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\t' => "\\t",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";

    private static Gen<JsonNode?> Scalars() => Gen.OneOf(
        Gen.Long.Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(truth => (JsonNode?)JsonValue.Create(truth)),
        Gen.Int[0, Names.Length - 1].Select(i => Names[i]).Select(text => (JsonNode?)JsonValue.Create(text)));

    private static Gen<JsonObject> Objects(Gen<JsonNode?> values) => Gen.Select(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), values).Array[0, 5]
        .Select(fields => new JsonObject(fields.DistinctBy(field => field.Item1).Select(field => KeyValuePair.Create(field.Item1, field.Item2?.DeepClone()))));
}
