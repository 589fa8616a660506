using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>
/// A query of v10 and its arguments. What a user or a server said goes into arguments, always: a query's text is one of those in this program.
/// </summary>
/// <param name="text">FQL that names its arguments.</param>
internal sealed class V10Query(string text)
{
    private readonly List<Action<Utf8JsonWriter>> _arguments = [];

    /// <summary>Adds a text.</summary>
    public V10Query With(string name, string value) => Add(json => json.WriteString(name, value));

    /// <summary>Adds a number.</summary>
    public V10Query With(string name, long value) => Add(json =>
    {
        json.WriteStartObject(name);
        json.WriteString(value is >= int.MinValue and <= int.MaxValue ? "@int" : "@long", value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    });

    /// <summary>The request's body.</summary>
    public ReadOnlyMemory<byte> Render()
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("query"u8, text);
        json.WriteStartObject("arguments"u8);
        _arguments.ForEach(add => add(json));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private V10Query Add(Action<Utf8JsonWriter> argument)
    {
        _arguments.Add(argument);
        return this;
    }
}
