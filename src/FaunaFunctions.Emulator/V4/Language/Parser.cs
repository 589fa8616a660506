using FaunaFunctions.Emulator.V4.Forms;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>Plain JSON into an expression. Collects all errors; when there are any, the expression must not be evaluated.</summary>
internal sealed class Parser(int apiVersion)
{
    private static readonly Dictionary<string, List<Form>> s_forms = FormTable.All
        .GroupBy(f => f.Required[0])
        .ToDictionary(g => g.Key, g => g.ToList());

    private readonly List<QueryError> _errors = [];

    /// <summary>Whether the expression may write.</summary>
    public bool Writes { get; private set; }

    /// <exception cref="QueryException">It is no expression.</exception>
    public Expression Parse(Value raw) => Parse(raw, Position.Root);

    public Expression Parse(Value raw, Position at)
    {
        var expression = ParseAny(raw, at);
        return _errors.Count == 0 ? expression : throw new QueryException(_errors);
    }

    private Expression ParseAny(Value raw, Position at) => raw switch
    {
        ObjectValue o => ParseObject(o, at),
        ArrayValue a => ParseArray(a, at),
        _ => new Literal(at, raw),
    };

    private ArrayExpression ParseArray(ArrayValue raw, Position at)
    {
        var items = new Expression[raw.Items.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = ParseAny(raw.Items[i], at.At(i));
        }

        return new ArrayExpression(at, items);
    }

    private Expression ParseObject(ObjectValue raw, Position at)
    {
        if (raw.Count == 1 && raw.Fields[0].Key.StartsWith('@') && ParseEscape(raw.Fields[0], at) is { } escape)
        {
            return escape;
        }

        if (Special(raw, at) is { } special)
        {
            return special;
        }

        foreach (var field in raw.Fields)
        {
            if (s_forms.TryGetValue(field.Key, out var forms) && forms.Find(f => f.Accepts(raw)) is { } form)
            {
                Writes |= form.Writes;
                return new FormExpression(at, form, raw.Fields.ToDictionary(f => f.Key, f => ParseAny(f.Value, at.At(f.Key))));
            }
        }

        return Fail(at, $"No form/function found, or invalid argument keys: {{ {string.Join(", ", raw.Fields.Select(f => f.Key))} }}.");
    }

    private Expression? Special(ObjectValue raw, Position at)
    {
        switch (raw.Count)
        {
            case 1 when raw["object"] is { } inner:
                return inner is not ObjectValue o ? Fail(at.At("object"), $"Object expected, {inner.TypeName} provided.")
                    : o.Count == 1 && o.Fields[0].Key.StartsWith('@') && ParseEscape(o.Fields[0], at.At("object")) is { } escape ? escape
                    : Fields(o, at.At("object"));
            case 1 when raw["quote"] is { } inner:
                return Quote(inner, at.At("quote"));
            case 1 when raw["var"] is StringValue name:
                return new VariableExpression(at, name.Value);
            case 1 when raw["query"] is ObjectValue { Count: 2 } inner && inner["lambda"] is not null:
                return Special(inner, at.At("query"));
            case 2 when raw["let"] is { } bindings && raw["in"] is { } body:
                return Let(bindings, body, at);
            case 2 when raw["lambda"] is { } parameters && raw["expr"] is { } body:
                return Lambda(raw, parameters, body, apiVersion, at);
            default:
                return null;
        }
    }

    private ObjectExpression Fields(ObjectValue raw, Position at) =>
        new(at, [.. raw.Fields.Select(f => f.Key)], [.. raw.Fields.Select(f => ParseAny(f.Value, at.At(f.Key)))]);

    private Expression Let(Value bindings, Value body, Position at)
    {
        var groups = bindings is ArrayValue list ? list.Items : [bindings];
        var parsed = new List<(string, Expression)>();
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i] is not ObjectValue group)
            {
                return Fail(at.At("let"), $"Object expected, {groups[i].TypeName} provided.");
            }

            var position = bindings is ArrayValue ? at.At("let").At(i) : at.At("let");
            parsed.AddRange(group.Fields.Select(f => (f.Key, ParseAny(f.Value, position.At(f.Key)))));
        }

        return new LetExpression(at, parsed, ParseAny(body, at.At("in")));
    }

    private Expression Lambda(ObjectValue raw, Value parameters, Value body, int version, Position at)
    {
        string[]? names = parameters switch
        {
            StringValue s => [s.Value],
            ArrayValue a when a.Items.All(i => i is StringValue) => [.. a.Items.Select(i => ((StringValue)i).Value)],
            _ => null,
        };
        return names is null
            ? Fail(at.At("lambda"), "Lambda parameters must be a string or an array of strings.")
            : new LambdaExpression(at, names, parameters is ArrayValue, ParseAny(body, at.At("expr")), raw, ApiVersion.OfLambda(version));
    }

    private Expression Quote(Value raw, Position at) => raw switch
    {
        ArrayValue a => new ArrayExpression(at, [.. a.Items.Select((item, i) => Quote(item, at.At(i)))]),
        ObjectValue { Count: 1 } o when o.Fields[0].Key.StartsWith('@') && ParseEscape(o.Fields[0], at) is { } escape => escape,
        ObjectValue o => new ObjectExpression(at, [.. o.Fields.Select(f => f.Key)], [.. o.Fields.Select(f => Quote(f.Value, at.At(f.Key)))]),
        _ => new Literal(at, raw),
    };

    // null: not an escape at all.
    private Expression? ParseEscape(KeyValuePair<string, Value> field, Position at) => field.Key switch
    {
        "@ts" => (field.Value is StringValue s ? TimeValue.Parse(s.Value) : null) is { } time ? new Literal(at, time) : Fail(at, "Invalid time."),
        "@date" => (field.Value is StringValue s ? CivilDate.Parse(s.Value) : null) is { } days ? new Literal(at, new DateValue(days)) : Fail(at, "Invalid date."),
        "@bytes" => Bytes(field.Value, at),
        "@uuid" => field.Value is StringValue s && Guid.TryParseExact(s.Value, "D", out var id) ? new Literal(at, new UuidValue(id)) : Fail(at, "Invalid uuid."),
        "@ref" => WireRef.Parse(field.Value) is { } reference ? new Deferred(at, f => reference.Resolve(f.Run)) : Fail(at, "Invalid ref."),
        "@set" => ParseAny(field.Value, at.At("@set")),
        "@obj" => ParseAny(field.Value, at.At("@obj")),
        "@query" => Query(field.Value, at),
        _ => null,
    };

    private Expression Query(Value value, Position at)
    {
        if (value is not ObjectValue raw || raw["lambda"] is not { } parameters || raw["expr"] is not { } body)
        {
            return Fail(at, "Invalid query.");
        }

        var version = raw["api_version"] is StringValue s ? ApiVersion.Parse(s.Value) ?? apiVersion : ApiVersion.V27;
        return Lambda(raw.Without("api_version"), parameters, body, version, at.At("@query"));
    }

    private Literal Bytes(Value value, Position at)
    {
        var text = (value as StringValue)?.Value;
        if (text is null)
        {
            return Fail(at, "Invalid bytes.");
        }

        if (Base64Text.Parse(text) is { } bytes)
        {
            return new Literal(at, new BytesValue(bytes));
        }

        var bad = text.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/' or '-' or '_' or '='));
        throw RequestException.Internal($"java.lang.IllegalArgumentException: Illegal base64 character {(int)bad:x}");
    }

    private Literal Fail(Position at, string description)
    {
        _errors.Add(QueryError.Expression(at, description));
        return new Literal(at, NullValue.Instance);
    }
}
