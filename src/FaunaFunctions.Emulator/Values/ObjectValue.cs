using System.Diagnostics.CodeAnalysis;

namespace FaunaFunctions.Emulator.Values;

/// <summary>An object. The order of its fields is the order in which they were first written.</summary>
internal sealed class ObjectValue : Value
{
    public static readonly ObjectValue Empty = new(Enumerable.Empty<KeyValuePair<string, Value>>());

    private readonly KeyValuePair<string, Value>[] _fields;

    public ObjectValue(IEnumerable<KeyValuePair<string, Value>> fields) => _fields = [.. fields];

    public ObjectValue(params (string Name, Value Value)[] fields) =>
        _fields = Array.ConvertAll(fields, f => KeyValuePair.Create(f.Name, f.Value));

    public IReadOnlyList<KeyValuePair<string, Value>> Fields => _fields;

    public int Count => _fields.Length;

    public override string TypeName => "Object";

    public Value? this[string name] => TryGet(name, out var value) ? value : null;

    public bool TryGet(string name, [NotNullWhen(true)] out Value? value)
    {
        foreach (var field in _fields)
        {
            if (string.Equals(field.Key, name, StringComparison.Ordinal))
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>The same object with one field set: in its place when it is there, else appended.</summary>
    public ObjectValue With(string name, Value value)
    {
        var fields = new List<KeyValuePair<string, Value>>(_fields.Length + 1);
        var found = false;
        foreach (var field in _fields)
        {
            var same = string.Equals(field.Key, name, StringComparison.Ordinal);
            found |= same;
            fields.Add(same ? KeyValuePair.Create(name, value) : field);
        }

        if (!found)
        {
            fields.Add(KeyValuePair.Create(name, value));
        }

        return new ObjectValue(fields);
    }

    public ObjectValue Without(string name) =>
        new(_fields.Where(f => !string.Equals(f.Key, name, StringComparison.Ordinal)));

    /// <summary>
    /// This object with another written over it, as an update does: objects are merged, null removes a field,
    /// anything else replaces. Existing fields keep their places, new ones are appended.
    /// </summary>
    public ObjectValue Patch(ObjectValue changes)
    {
        var fields = new List<KeyValuePair<string, Value>>(_fields.Length + changes.Count);
        foreach (var field in _fields)
        {
            if (!changes.TryGet(field.Key, out var change))
            {
                fields.Add(field);
            }
            else if (change is not NullValue)
            {
                var merged = change is ObjectValue inner
                    ? (field.Value as ObjectValue ?? Empty).Patch(inner)
                    : WithoutNulls(change);
                fields.Add(KeyValuePair.Create(field.Key, merged));
            }
        }

        foreach (var change in changes._fields)
        {
            if (change.Value is not NullValue && !TryGet(change.Key, out _))
            {
                fields.Add(KeyValuePair.Create(change.Key, WithoutNulls(change.Value)));
            }
        }

        return new ObjectValue(fields);
    }

    /// <summary>The value as a write stores it: no null anywhere, neither as a field nor as an array element.</summary>
    public static Value WithoutNulls(Value value) => value switch
    {
        ObjectValue o => Empty.Patch(o),
        ArrayValue a => new ArrayValue([.. a.Items.Where(i => i is not NullValue).Select(WithoutNulls)]),
        _ => value,
    };

    /// <summary>
    /// What has to be patched onto <paramref name="before"/> to get <paramref name="after"/>; null when nothing.
    /// </summary>
    public static ObjectValue? Difference(ObjectValue before, ObjectValue after)
    {
        var fields = new List<KeyValuePair<string, Value>>();
        foreach (var field in before._fields)
        {
            if (!after.TryGet(field.Key, out var now))
            {
                fields.Add(KeyValuePair.Create(field.Key, (Value)NullValue.Instance));
            }
            else if (field.Value is ObjectValue inner && now is ObjectValue innerNow)
            {
                if (Difference(inner, innerNow) is { } change)
                {
                    fields.Add(KeyValuePair.Create(field.Key, (Value)change));
                }
            }
            else if (!ValueOrder.AreEqual(field.Value, now))
            {
                fields.Add(KeyValuePair.Create(field.Key, now));
            }
        }

        fields.AddRange(after._fields.Where(f => !before.TryGet(f.Key, out _)));
        return fields.Count == 0 ? null : new ObjectValue(fields);
    }
}
