using System.Text.RegularExpressions;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Writes;

/// <summary>What documents of native collections may hold, and what the server adds to them.</summary>
internal static partial class SchemaFields
{
    private static readonly string[][] s_known =
    [
        ["name", "data", "priority"],
        ["name", "data", "history_days", "ttl_days", "permissions"],
        ["name", "data", "source", "terms", "values", "unique", "serialized", "active", "partitions"],
        ["name", "data", "body", "role", "permissions"],
        ["name", "data", "privileges", "membership"],
        ["name", "data", "issuer", "jwks_uri", "roles", "audience"],
        ["role", "database", "data", "priority", "hashed_secret"],
        ["instance", "data", "ttl"],
        ["instance", "data"],
        ["data"],
    ];

    private static readonly string[] s_required = ["name", "name", "name", "name", "name", "name", "role", "instance", "instance", "data"];

    private static readonly string[] s_fieldKeys = ["field", "binding", "reverse", "mva", "transform"];

    [GeneratedRegex("^[;@+$\\-_.!~%A-Za-z0-9]+$")]
    private static partial Regex ValidName { get; }

    /// <summary>The fields of a new document, or of an old one with changes.</summary>
    /// <param name="native">Its native collection.</param>
    /// <param name="before">The old fields; null for a new document.</param>
    /// <param name="changes">What the query gives.</param>
    /// <param name="at">Where errors are reported.</param>
    public static ObjectValue Shape(int native, ObjectValue? before, ObjectValue changes, Position at)
    {
        var known = new ObjectValue(changes.Fields.Where(f => s_known[native].Contains(f.Key)).Select(f => KeyValuePair.Create(f.Key, Clean(native, f.Key, f.Value))));
        var fields = (before ?? Defaults(native)).Patch(known);
        var failures = Check(native, fields).ToList();
        return failures.Count == 0 ? fields : throw QueryError.Invalid(at, failures).Exception();
    }

    /// <summary>A new index with what the server decides: whether it is built at once, and its partitions.</summary>
    public static ObjectValue CompleteIndex(Database database, ObjectValue fields, bool activeGiven)
    {
        if (!activeGiven)
        {
            fields = fields.With("active", BoolValue.Of(SchemaChange.BuildsAtOnce(database, fields)));
        }

        var unique = fields["unique"] is BoolValue { Value: true };
        var terms = fields["terms"] is ArrayValue a ? a.Items.Count : fields["terms"] is null ? 0 : 1;
        return fields["partitions"] is null ? fields.With("partitions", new LongValue(terms == 0 && !unique ? 8 : 1)) : fields;
    }

    private static ObjectValue Defaults(int native) => native switch
    {
        NativeCollection.Collections => new ObjectValue(("history_days", new LongValue(0))),
        NativeCollection.Indexes => new ObjectValue(("active", BoolValue.False), ("serialized", BoolValue.True)),
        _ => ObjectValue.Empty,
    };

    private static IEnumerable<FieldFailure> Check(int native, ObjectValue fields)
    {
        if (fields[s_required[native]] is null)
        {
            yield return Missing(s_required[native]);
        }

        if (NativeCollection.IsNamed(native) && fields["name"] is { } name)
        {
            if (name is not StringValue text)
            {
                yield return StorableFields.WrongType("name", name, "String");
            }
            else if (!ValidName.IsMatch(text.Value))
            {
                yield return new FieldFailure(["name"], "invalid characters", $"The name {text.Value} uses invalid characters. Valid characters must match: [;@+$\\-_.!~%\\w]+");
            }
        }

        if (native == NativeCollection.Indexes && fields["source"] is null)
        {
            yield return Missing("source");
        }

        if (native == NativeCollection.Functions && fields["body"] is not LambdaValue)
        {
            yield return fields["body"] is { } body ? StorableFields.WrongType("body", body, "Query") : Missing("body");
        }

        foreach (var days in new[] { "history_days", "ttl_days" })
        {
            if (fields[days] is { } value and not LongValue)
            {
                yield return StorableFields.WrongType(days, value, "Long");
            }
        }
    }

    private static FieldFailure Missing(string field) => new([field], "value required", "Required value not found.");

    // Of terms and values only what an index knows is kept; sources show their collection under that name.
    private static Value Clean(int native, string key, Value value) => (native, key) switch
    {
        (NativeCollection.Indexes, "terms" or "values") => Each(value, o => new ObjectValue(o.Fields.Where(f => s_fieldKeys.Contains(f.Key)))),
        (NativeCollection.Indexes, "source") => Each(value, o => new ObjectValue(o.Fields.Select(f => KeyValuePair.Create(f.Key == "class" ? "collection" : f.Key, f.Value)))),
        _ => value,
    };

    private static Value Each(Value value, Func<ObjectValue, ObjectValue> change) => value switch
    {
        ObjectValue o => change(o),
        ArrayValue a => new ArrayValue([.. a.Items.Select(i => i is ObjectValue o ? change(o) : i)]),
        _ => value,
    };
}
