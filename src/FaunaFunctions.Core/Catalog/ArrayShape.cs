using System.Text.Json;

namespace FaunaFunctions.Core.Catalog;

/// <summary>The arrays of one place: one shape for all their elements.</summary>
internal sealed class ArrayShape
{
    private ValueShape? _items;

    /// <summary>The elements' shape.</summary>
    public ValueShape Items => _items ??= new ValueShape();

    public void Add(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Items.Add(ref reader);
        }
    }

    /// <summary>Writes <c>items</c>; nothing when every array was empty.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_items is not null)
        {
            writer.WritePropertyName("items"u8);
            _items.WriteTo(writer);
        }
    }
}
