using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>Values between the store, where references are numbers, and a query, where they are documents.</summary>
internal static class StoredValues
{
    /// <summary>A stored value as a query sees it.</summary>
    /// <param name="run">The query.</param>
    /// <param name="value">The stored value.</param>
    /// <param name="readTs">The time (µs) to which documents in it are pinned.</param>
    public static Value Read(FqlRun run, Value value, long? readTs)
    {
        switch (value)
        {
            case ObjectValue o:
                return o.Fields.All(f => IsPlain(f.Value)) ? o : new ObjectValue(o.Fields.Select(f => KeyValuePair.Create(f.Key, Read(run, f.Value, readTs))));
            case ArrayValue a:
                return a.Items.All(IsPlain) ? a : new ArrayValue([.. a.Items.Select(i => Read(run, i, readTs))]);
            case RefValue { IsNativeCollection: true }:
                return new NullDocValue(NativeCollection.Collections, null, "[new collection]", NullDocValue.NotFound);
            case RefValue { Collection: NativeCollection.Indexes } index:
                return new StringValue(LegacyIndex(run, index));
            case RefValue r:
                return new DocValue(r, readTs);
            case LambdaValue:
                return new StringValue("[function <lambda>]");
            default:
                return value;
        }
    }

    public static string LegacyIndex(FqlRun run, RefValue index)
    {
        var name = run.Database.NameOf(NativeCollection.Indexes, index.Id);
        return run.Database.Find(NativeCollection.Indexes, name) == index.Id ? $"[legacy index {name}]" : "[legacy index <deleted>]";
    }

    /// <summary>A query's object as it is stored: without nulls, but for those in arrays.</summary>
    /// <exception cref="QueryFailure">It holds what cannot be stored.</exception>
    public static ObjectValue Store(ObjectValue value, Span span) => (ObjectValue)Store(value, [], span);

    /// <summary>A stored object with changes written over it: objects are merged, null removes a field, anything else replaces.</summary>
    public static ObjectValue Patch(ObjectValue before, ObjectValue changes)
    {
        var fields = new List<KeyValuePair<string, Value>>(before.Count + changes.Count);
        foreach (var field in before.Fields)
        {
            if (!changes.TryGet(field.Key, out var change))
            {
                fields.Add(field);
            }
            else if (change is not NullValue)
            {
                fields.Add(KeyValuePair.Create(field.Key, change is ObjectValue inner ? Patch(field.Value as ObjectValue ?? ObjectValue.Empty, inner) : WithoutNulls(change)));
            }
        }

        fields.AddRange(changes.Fields.Where(f => f.Value is not NullValue && !before.TryGet(f.Key, out _)).Select(f => KeyValuePair.Create(f.Key, WithoutNulls(f.Value))));
        return new ObjectValue(fields);
    }

    private static Value WithoutNulls(Value value) => value switch
    {
        ObjectValue o => Patch(ObjectValue.Empty, o),
        ArrayValue a => new ArrayValue([.. a.Items.Select(WithoutNulls)]),
        _ => value,
    };

    private static bool IsPlain(Value value) => value is not (ObjectValue or ArrayValue or RefValue or LambdaValue);

    private static Value Store(Value value, string[] path, Span span)
    {
        switch (value)
        {
            case ObjectValue o:
                return new ObjectValue(o.Fields.Select(f => KeyValuePair.Create(f.Key, Store(f.Value, [.. path, f.Key], span))));
            case ArrayValue a:
                return new ArrayValue([.. a.Items.Select((v, i) => Store(v, [.. path, i.ToString(System.Globalization.CultureInfo.InvariantCulture)], span))]);
            case DocValue { ByName: false } d:
                return d.Reference;
            case NullDocValue { Reference: { } reference }:
                return reference;
            case NullDocValue:
                return NullValue.Instance;
            case IdValue id:
                return new StringValue(id.Text);
            case FunctionValue:
                throw new QueryFailure("invalid_type", "Anonymous functions cannot be stored. Use a string of FQL instead.", span);
            case DocValue or FqlSet or CursorValue or EventSourceValue or ModuleValue or CollectionModule:
                throw new QueryFailure("invalid_type", $"Value at `{string.Join('.', path)}` has type {TypeNames.Of(value)}, which cannot be persisted.", span);
            default:
                return value.Plain();
        }
    }
}
