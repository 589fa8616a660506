using System.Text.Json;
using FaunaFunctions.Core.Catalog.Declared;

namespace FaunaFunctions.Core.Catalog;

/// <summary>
/// What the values of one place in many documents have in common, merged as they come; written as a JSON schema (draft-07) that
/// every one of them satisfies. Not thread-safe.
/// </summary>
/// <remarks>
/// Types are a list where they can be; where objects or arrays meet other types they are a <c>oneOf</c>. A list would say the same,
/// but some readers then apply <c>required</c> to values that are no objects.
/// </remarks>
internal sealed class ValueShape
{
    private bool _null;
    private bool _boolean;
    private bool _integer;
    private bool _number;
    private TextFormats? _text;
    private ArrayShape? _array;
    private ObjectShape? _object;

    /// <summary>Takes the value at the reader's token into account, and leaves the reader at its last token.</summary>
    public void Add(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                _null = true;
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _boolean = true;
                break;
            case JsonTokenType.Number:
                // As it is written: 1.0 is an integer to JSON schema, but a double to Fauna, whose next value may be 1.5.
                var isInteger = reader.ValueSpan.IndexOfAny(".eE"u8) < 0;
                _integer |= isInteger;
                _number |= !isInteger;
                break;
            case JsonTokenType.String:
                (_text ??= new TextFormats()).Add(reader.GetString());
                break;
            case JsonTokenType.StartArray:
                (_array ??= new ArrayShape()).Add(ref reader);
                break;
            case JsonTokenType.StartObject:
                (_object ??= new ObjectShape()).Add(ref reader);
                break;
            default:
                throw new JsonException($"A value was expected where {reader.TokenType} stands.");
        }
    }

    /// <summary>Takes into account that values of this kind may come.</summary>
    public void Allow(FslKind kind)
    {
        _null |= kind == FslKind.Null;
        _boolean |= kind == FslKind.Boolean;
        _integer |= kind == FslKind.Integer;
        _number |= kind == FslKind.Number;
        if (kind is FslKind.Text or FslKind.Time or FslKind.Date or FslKind.Uuid)
        {
            (_text ??= new TextFormats()).Allow(kind);
        }
    }

    /// <summary>Takes into account that arrays may come.</summary>
    /// <returns>The shape of their elements.</returns>
    public ValueShape AllowArray() => (_array ??= new ArrayShape()).Items;

    /// <summary>Takes into account that objects may come.</summary>
    /// <returns>Their shape.</returns>
    public ObjectShape AllowObject() => _object ??= new ObjectShape();

    /// <summary>Writes the schema: an object, empty when no value was seen.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="description">Its description; null for none.</param>
    public void WriteTo(Utf8JsonWriter writer, string? description = null)
    {
        writer.WriteStartObject();
        if (description is not null)
        {
            writer.WriteString("description"u8, description);
        }

        var scalars = ScalarTypes();
        var branches = (_array is null ? 0 : 1) + (_object is null ? 0 : 1);
        var hasValueType = scalars.Exists(t => t != "null");
        if (branches + (hasValueType ? 1 : 0) <= 1)
        {
            WriteKeywords(writer, scalars, _array, _object);
        }
        else
        {
            WriteBranches(writer, scalars);
        }

        writer.WriteEndObject();
    }

    private void WriteBranches(Utf8JsonWriter writer, List<string> scalars)
    {
        writer.WriteStartArray("oneOf"u8);
        if (scalars.Count > 0)
        {
            WriteBranch(writer, scalars, array: null, members: null);
        }

        if (_array is not null)
        {
            WriteBranch(writer, [], _array, members: null);
        }

        if (_object is not null)
        {
            WriteBranch(writer, [], array: null, _object);
        }

        writer.WriteEndArray();
    }

    private void WriteBranch(Utf8JsonWriter writer, List<string> scalars, ArrayShape? array, ObjectShape? members)
    {
        writer.WriteStartObject();
        WriteKeywords(writer, scalars, array, members);
        writer.WriteEndObject();
    }

    private void WriteKeywords(Utf8JsonWriter writer, List<string> scalars, ArrayShape? array, ObjectShape? members)
    {
        List<string> types = [.. scalars, .. array is null ? [] : new[] { "array" }, .. members is null ? [] : new[] { "object" }];
        if (types.Count == 1)
        {
            writer.WriteString("type"u8, types[0]);
        }
        else if (types.Count > 1)
        {
            writer.WriteStartArray("type"u8);
            types.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        if (scalars.Contains("string") && _text?.Common is { } format)
        {
            writer.WriteString("format"u8, format);
        }

        array?.WriteTo(writer);
        members?.WriteTo(writer);
    }

    private List<string> ScalarTypes()
    {
        var types = new List<string>();
        Add(_null, "null");
        Add(_boolean, "boolean");
        Add(_number || _integer, _number ? "number" : "integer");
        Add(_text is not null, "string");
        return types;

        void Add(bool seen, string type)
        {
            if (seen)
            {
                types.Add(type);
            }
        }
    }
}
