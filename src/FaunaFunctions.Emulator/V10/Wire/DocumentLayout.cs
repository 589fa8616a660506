using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>The fields of a whole document in the order in which an answer shows them.</summary>
internal static class DocumentLayout
{
    public static List<KeyValuePair<string, Value>> Fields(Frame frame, DocValue document, DocumentVersion version)
    {
        var run = frame.Run;
        var reference = document.Reference;
        var fields = new List<KeyValuePair<string, Value>>();
        if (NativeCollection.IsNamed(reference.Collection))
        {
            Add("name", new StringValue(Names.NameOf(run, reference)));
        }
        else
        {
            Add("id", new IdValue(reference.Id));
        }

        Add("coll", DocumentFields.Module(run, reference));
        Add("ts", TimeValue.FromMicros(version.Ts));
        if (!reference.IsUserDocument)
        {
            fields.AddRange(NativeFields.Shown(run, reference, version).Fields);
            return fields;
        }

        if (version.TtlValue is { } ttl)
        {
            Add("ttl", ttl);
        }

        var schema = CollectionSchema.Of(run.Store.Collection(reference)!);
        fields.AddRange(DocumentFields.Computed(frame, document, schema).Where(f => f.Value is not NullValue));
        if (DocumentFields.Data(version) is { } data)
        {
            var (top, nested) = DocumentFields.Split(data, schema);
            fields.AddRange(top);
            if (nested.Count > 0)
            {
                Add("data", new ObjectValue(nested));
            }
        }

        return fields;

        void Add(string name, Value value) => fields.Add(KeyValuePair.Create(name, value));
    }
}
