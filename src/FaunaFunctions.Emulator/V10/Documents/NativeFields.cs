using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>The fields of schema objects, keys and tokens: v10 names by text what v4 refers to.</summary>
internal static class NativeFields
{
    private static readonly HashSet<string> s_hidden = ["name", "hashed_secret", "hashed_password"];

    /// <summary>The fields behind <c>coll</c> and <c>ts</c>, as v10 shows them.</summary>
    public static ObjectValue Shown(FqlRun run, RefValue reference, DocumentVersion version)
    {
        var fields = new List<KeyValuePair<string, Value>>();
        foreach (var field in version.Fields.Fields)
        {
            if (s_hidden.Contains(field.Key))
            {
                continue;
            }

            fields.Add((reference.Collection, field.Key) switch
            {
                (NativeCollection.Roles, "privileges" or "membership") => KeyValuePair.Create(field.Key, Each(field.Value, p => Named(run, p))),
                (NativeCollection.Tokens or NativeCollection.Credentials, "instance") => KeyValuePair.Create("document", StoredValues.Read(run, field.Value, null)),
                (NativeCollection.Keys or NativeCollection.Functions, "role" or "database") => KeyValuePair.Create(field.Key, NameOf(run, field.Value)),
                _ => KeyValuePair.Create(field.Key, StoredValues.Read(run, field.Value, null)),
            });
        }

        if (run.Secrets.TryGetValue(reference.Id, out var secret))
        {
            fields.Add(KeyValuePair.Create("secret", (Value)new StringValue(secret)));
        }

        return new ObjectValue(fields);
    }

    /// <summary>The names of a schema object's references instead of themselves.</summary>
    public static Value NameOf(FqlRun run, Value value) => value switch
    {
        RefValue { IsNativeCollection: true } native => new StringValue(Names.Module((int)native.Id)),
        RefValue reference => new StringValue(Names.NameOf(run, reference)),
        ArrayValue many => new ArrayValue([.. many.Items.Select(i => NameOf(run, i))]),
        _ => value,
    };

    private static ObjectValue Named(FqlRun run, ObjectValue privilege) => new(privilege.Fields.Select(f => KeyValuePair.Create(
        f.Key, f.Key == "resource" ? NameOf(run, f.Value) : StoredValues.Read(run, f.Value, null))));

    private static Value Each(Value value, Func<ObjectValue, ObjectValue> change) => value switch
    {
        ObjectValue o => change(o),
        ArrayValue a => new ArrayValue([.. a.Items.Select(i => i is ObjectValue o ? change(o) : i)]),
        _ => value,
    };
}
