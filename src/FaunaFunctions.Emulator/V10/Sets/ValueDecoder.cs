using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>Reads what <see cref="ValueEncoder"/> wrote. Collections are looked up by their names anew.</summary>
internal sealed class ValueDecoder(FqlRun run, Span span)
{
    public Value Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => NullValue.Instance,
        JsonValueKind.True => BoolValue.True,
        JsonValueKind.False => BoolValue.False,
        JsonValueKind.Number => new LongValue(json.GetInt64()),
        JsonValueKind.String => new StringValue(json.GetString()!),
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(Read)]),
        _ => Tagged(json.EnumerateObject().First()),
    };

    private Value Tagged(JsonProperty field)
    {
        var json = field.Value;
        switch (field.Name)
        {
            case "f":
                return new DoubleValue(BitConverter.Int64BitsToDouble(json.GetInt64()));
            case "t":
                return TimeValue.Parse(json.GetString()!)!;
            case "d":
                return new DateValue(CivilDate.Parse(json.GetString()!)!.Value);
            case "b":
                return new BytesValue(json.GetBytesFromBase64());
            case "u":
                return new UuidValue(json.GetGuid());
            case "i":
                return new IdValue(json.GetInt64());
            case "r":
                return new RefValue(json[0].GetInt64(), json[1].GetInt32(), json[2].GetInt64());
            case "D":
                return new DocValue((RefValue)Read(json[0]), (Read(json[1]) as LongValue)?.Value, json[2].GetBoolean());
            case "N":
                return NullDocValue.Of((RefValue)Read(json[0]), json[1].GetString()!);
            case "o":
                return new ObjectValue(json.EnumerateArray().Select(Read).Chunk(2).Select(p => KeyValuePair.Create(((StringValue)p[0]).Value, p[1])));
            case "m":
                return Named(json.GetString()!);
            case "l":
                return Lambda(json);
            case "s":
                return Set(json);
            default:
                throw new FormatException("There is no such value.");
        }
    }

    private LambdaFunction Lambda(JsonElement json)
    {
        var values = json[2].EnumerateArray().Select(Read).Chunk(2).ToDictionary(p => (int)((LongValue)p[0]).Value, p => p[1]);
        var source = new SourceText("*query*", json[1].GetString()!, values);
        var node = Enum.Parse<LambdaKind>(json[0].GetString()!) switch
        {
            LambdaKind.Projection => Parser.Projection(source),
            _ => (LambdaNode)Parser.Argument(source),
        };
        Variable? variables = null;
        foreach (var pair in json[3].EnumerateArray().Select(Read).Chunk(2).Reverse())
        {
            variables = new Variable(((StringValue)pair[0]).Value, pair[1], variables);
        }

        return new LambdaFunction(node, variables);
    }

    private FqlSet Set(JsonElement json)
    {
        FqlSet Source() => (FqlSet)Read(json[1]);
        FunctionValue Function() => (FunctionValue)Read(json[2]);
        IReadOnlyList<Value> Items(int at) => ((ArrayValue)Read(json[at])).Items;
        long? Number(int at) => (Read(json[at]) as LongValue)?.Value;

        switch (json[0].GetString())
        {
            case "all":
                var (name, number) = Collection(json[1].GetString()!);
                return new CollectionSet(name, number, Number(2), Number(3), Number(4), json[5].GetBoolean(), json[6].GetBoolean());
            case "index":
                var (home, id) = Collection(json[1].GetString()!);
                var index = json[2].GetString()!;
                return run.Database.Collection(id)!.Named.ContainsKey(index)
                    ? new IndexSet(home, id, index, Items(3), Items(4), Items(5), Number(6), json[7].GetBoolean())
                    : throw Members.NoFunction(index, home, span);
            case "array":
                return new ArraySet(Items(1));
            case "single":
                return new SingleSet(Read(json[1]));
            case "sequence":
                return new SequenceSet(json[1].GetInt64(), json[2].GetInt64());
            case "where":
                return new WhereSet(Source(), Function());
            case "map":
                return new MapSet(Source(), Function());
            case "flatMap":
                return new FlatMapSet(Source(), Function());
            case "slice":
                return new SliceSet(Source(), json[2].GetInt64(), json[3].GetBoolean());
            case "concat":
                return new ConcatSet(Source(), (FqlSet)Read(json[2]));
            case "read":
                return new ReadSet(Source(), Enum.Parse<ReadSetKind>(json[2].GetString()!), Items(3));
            case "size":
                return new SizedSet(Source(), json[2].GetInt32());
            default:
                throw new FormatException("There is no such set.");
        }
    }

    private Value Named(string name) => Globals.Find(run, name) ?? throw QueryFailure.Unbound(name, span);

    // A name may stand for something else by now.
    private (string Name, int Number) Collection(string name) => Named(name) switch
    {
        CollectionModule c => (c.Name, c.Number),
        ModuleValue m when Documents.Names.Native(m.Name) is { } native => (m.Name, native),
        _ => throw Members.NoFunction("all", name, span),
    };
}
