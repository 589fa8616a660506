using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Writes;

/// <summary>What a query gives as a document's fields, in the form that the store keeps.</summary>
internal static class StorableFields
{
    /// <summary>The fields with sets as maps and documents as objects.</summary>
    /// <exception cref="QueryException">They hold a reference that cannot be stored.</exception>
    public static ObjectValue Of(QueryRun run, ObjectValue fields)
    {
        var failures = new List<FieldFailure>();
        var result = (ObjectValue)Convert(run, fields, [], failures);
        return failures.Count == 0 ? result : throw QueryError.Invalid(Position.Root, failures).Exception();
    }

    /// <summary>What a validation error calls the type of a value.</summary>
    public static string TypeOf(Value value) => value switch
    {
        LongValue => "Long",
        ObjectValue => "Map",
        TimeValue => "Timestamp",
        LambdaValue => "Query",
        _ => value.TypeName,
    };

    public static FieldFailure WrongType(string field, Value value, string expected) =>
        new([field], "invalid type", $"Invalid type {TypeOf(value)}, expected type {expected}.");

    private static Value Convert(QueryRun run, Value value, string[] path, List<FieldFailure> failures)
    {
        switch (value)
        {
            case ObjectValue o:
                return new ObjectValue(o.Fields.Select(f => KeyValuePair.Create(f.Key, Convert(run, f.Value, [.. path, f.Key], failures))));
            case ArrayValue a:
                return new ArrayValue([.. a.Items.Select((v, i) => Convert(run, v, [.. path, i.ToString(System.Globalization.CultureInfo.InvariantCulture)], failures))]);
            case UnresolvedRefValue:
                failures.Add(new FieldFailure(path, "invalid reference", "Cannot read reference."));
                return NullValue.Instance;
            case RefValue r when r.Scope != run.Database.Scope:
                failures.Add(new FieldFailure(path, "invalid reference", "Reference cannot be scoped."));
                return NullValue.Instance;
            case DocumentValue d:
                return Convert(run, d.ToObject(), path, failures);
            case EventValue e:
                return Convert(run, ValueShape.Event(e, ApiVersion.V4), path, failures);
            case PageValue p:
                return Convert(run, ValueShape.Page(p), path, failures);
            case SetValue s:
                return Convert(run, new ObjectValue(("@set", Set(s))), path, failures);
            default:
                return value;
        }
    }

    private static ObjectValue Set(SetValue set) => set is RangeSet or ReverseSet or SingletonSet
        ? throw RequestException.Internal($"java.lang.IllegalStateException: Unknown set {set.GetType().Name}(…).")
        : ValueShape.Set(set);
}
