using System.Text.Json;

namespace FaunaFunctions.Core.Catalog;

/// <summary>The objects of one place: a shape for each of their properties, and how many objects had it.</summary>
internal sealed class ObjectShape
{
    private readonly Dictionary<string, PropertyShape> _properties = new(StringComparer.Ordinal);

    /// <summary>Names in the order in which they were first seen.</summary>
    private readonly List<string> _names = [];

    private long _objects;

    /// <summary>Takes into account that objects may come that have nothing but what is then allowed and required.</summary>
    public ObjectShape AllowOne()
    {
        _objects++;
        return this;
    }

    /// <summary>Takes into account that the objects of the last <see cref="AllowOne"/>, or any, may have a property.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isRequired">Whether those objects always have it.</param>
    /// <returns>The shape of its values.</returns>
    public ValueShape Allow(string name, bool isRequired)
    {
        var property = Property(name);
        if (isRequired)
        {
            property.SeenIn(_objects);
        }

        return property.Value;
    }

    public void Add(ref Utf8JsonReader reader)
    {
        _objects++;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = Property(reader.GetString()!);
            property.SeenIn(_objects);
            reader.Read();
            property.Value.Add(ref reader);
        }
    }

    /// <summary>Writes <c>properties</c>, and as <c>required</c> those that every object had.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_names.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("properties"u8);
        foreach (var name in _names)
        {
            writer.WritePropertyName(name);
            _properties[name].Value.WriteTo(writer);
        }

        writer.WriteEndObject();
        var required = _objects == 0 ? [] : _names.Where(n => _properties[n].Objects == _objects).ToList();
        if (required.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("required"u8);
        foreach (var name in required)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private PropertyShape Property(string name)
    {
        if (!_properties.TryGetValue(name, out var property))
        {
            _properties.Add(name, property = new PropertyShape());
            _names.Add(name);
        }

        return property;
    }

    private sealed class PropertyShape
    {
        private long _last;

        public ValueShape Value { get; } = new();

        public long Objects { get; private set; }

        /// <summary>Counts objects, not occurrences: a name that one object has twice is still absent from another.</summary>
        public void SeenIn(long number)
        {
            Objects += number == _last ? 0 : 1;
            _last = number;
        }
    }
}
