using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>The fields of a document as FQL v10 lays them out: the user's ones at the top, those with reserved names under <c>data</c>.</summary>
internal static class DocumentFields
{
    // The order in which they stand under `data` is the server's own.
    private static readonly string[] s_reserved = ["replace", "replaceData", "coll", "data", "ts", "id", "updateData", "exists", "delete", "update", "ttl"];

    public static bool IsReserved(string name) => s_reserved.Contains(name);

    public static ObjectValue? Data(DocumentVersion version) => version.Fields["data"] as ObjectValue;

    /// <summary>One field; null when the document has none of the name.</summary>
    public static Value? Get(Frame frame, DocValue document, DocumentVersion version, string name)
    {
        var run = frame.Run;
        var reference = document.Reference;
        switch (name)
        {
            case "coll":
                return Module(run, reference);
            case "ts":
                return TimeValue.FromMicros(version.Ts);
            case "id" when !NativeCollection.IsNamed(reference.Collection):
                return new IdValue(reference.Id);
            default:
                break;
        }

        if (!reference.IsUserDocument)
        {
            return name == "name" && NativeCollection.IsNamed(reference.Collection)
                ? new StringValue(Names.NameOf(run, reference))
                : NativeFields.Shown(run, reference, version)[name];
        }

        var readTs = document.ReadTs ?? frame.At;
        switch (name)
        {
            case "ttl":
                return version.TtlValue;
            case "data":
                return Data(version) is { } data ? StoredValues.Read(run, data, readTs) : null;
            default:
                break;
        }

        var schema = CollectionSchema.Of(run.Store.Collection(reference)!);
        return schema.Computed.FirstOrDefault(c => c.Name == name).Body is { } body
            ? Compute(frame, body, document)
            : Data(version)?[name] is { } value ? StoredValues.Read(run, value, readTs) : null;
    }

    /// <summary>The computed fields of a user's document.</summary>
    public static IEnumerable<KeyValuePair<string, Value>> Computed(Frame frame, DocValue document, CollectionSchema schema) =>
        schema.Computed.Select(c => KeyValuePair.Create(c.Name, Compute(frame, c.Body, document)));

    /// <summary>The stored fields that stand at the top, in stored order, and those under <c>data</c>.</summary>
    public static (IEnumerable<KeyValuePair<string, Value>> Top, IReadOnlyList<KeyValuePair<string, Value>> Nested) Split(ObjectValue data, CollectionSchema schema)
    {
        var nested = s_reserved.Where(r => data.TryGet(r, out _)).Select(r => KeyValuePair.Create(r, data[r]!)).ToList();
        nested.AddRange(data.Fields.Where(f => schema.IsComputed(f.Key)));
        return (nested.Count == 0 ? data.Fields : data.Fields.Where(f => !IsReserved(f.Key) && !schema.IsComputed(f.Key)), nested);
    }

    public static Value Module(FqlRun run, RefValue reference) => reference.IsUserDocument
        ? new CollectionModule(reference.Collection, Names.ModuleOf(run, reference))
        : new ModuleValue(Names.Module(reference.Collection));

    private static Value Compute(Frame frame, Node body, DocValue document)
    {
        var function = body.Evaluate(frame.With(null));
        return Functions.Call(frame.With(null), function, new Arguments("<lambda>", [document], body.Span)).Plain();
    }
}
