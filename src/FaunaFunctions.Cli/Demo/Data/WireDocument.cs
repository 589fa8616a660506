using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Cli.Demo.Data;

/// <summary>Writes the <c>data</c> of documents as a v4 server shows it, one after the other into the same buffer.</summary>
internal sealed class WireDocument : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private DateTimeOffset? _ttl;

    public WireDocument() =>
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Begins a document.</summary>
    public void Begin()
    {
        _buffer.Clear();
        _json.Reset();
        _json.WriteStartObject();
        _ttl = null;
    }

    /// <summary>Lets the document expire.</summary>
    public void Expire(DateTimeOffset at) => _ttl = at;

    /// <summary>Ends the document.</summary>
    public EmulatorDocument End(long id)
    {
        _json.WriteEndObject();
        _json.Flush();
        return new EmulatorDocument(id, _buffer.WrittenSpan.ToArray(), _ttl);
    }

    public void Text(string name, string value) => _json.WriteString(name, value);

    public void Flag(string name, bool value) => _json.WriteBoolean(name, value);

    public void Long(string name, long value) => _json.WriteNumber(name, value);

    /// <summary>A double as the server prints it: always with a point.</summary>
    public void Double(string name, double value)
    {
        _json.WritePropertyName(name);
        _json.WriteRawValue(value.ToString("0.0###############", CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    /// <summary>A time with as many digits as it needs, in groups of three.</summary>
    /// <param name="name">Field.</param>
    /// <param name="time">UTC.</param>
    /// <param name="nanoseconds">Below the time's own 100 ns.</param>
    public void Time(string name, DateTime time, int nanoseconds = 0)
    {
        var fraction = time.Ticks % TimeSpan.TicksPerSecond * 100 + nanoseconds;
        var digits = fraction switch
        {
            0 => "",
            _ when fraction % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $".{fraction / 1_000_000:D3}"),
            _ when fraction % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $".{fraction / 1_000:D6}"),
            _ => string.Create(CultureInfo.InvariantCulture, $".{fraction:D9}"),
        };
        Tagged(name, "@ts", time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + digits + "Z");
    }

    public void Date(string name, DateTime date) => Tagged(name, "@date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public void Bytes64(string name, ReadOnlySpan<byte> bytes) => Tagged(name, "@bytes", Convert.ToBase64String(bytes));

    public void Uuid(string name, Guid value) => Tagged(name, "@uuid", value.ToString());

    /// <summary>A document's reference.</summary>
    public void Reference(string name, string collection, long id)
    {
        _json.WriteStartObject(name);
        _json.WriteStartObject("@ref"u8);
        _json.WriteString("id"u8, id.ToString(CultureInfo.InvariantCulture));
        Native("collection", "collections", collection);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    /// <summary>A reference to something of the database: <c>roles</c>, <c>indexes</c>, <c>keys</c> …; without an id the native collection itself.</summary>
    public void Native(string name, string native, string? id)
    {
        _json.WriteStartObject(name);
        _json.WriteStartObject("@ref"u8);
        _json.WriteString("id"u8, id ?? native);
        if (id is not null)
        {
            Native("collection", native, null);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    /// <summary>A stored set: all documents of an index that have a term.</summary>
    public void Match(string name, string index, string term)
    {
        _json.WriteStartObject(name);
        _json.WriteStartObject("@obj"u8);
        _json.WriteStartObject("@set"u8);
        Native("match", "indexes", index);
        _json.WriteString("terms"u8, term);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    /// <summary>A stored lambda: its argument times a number.</summary>
    public void Times(string name, double factor)
    {
        _json.WriteStartObject(name);
        _json.WriteStartObject("@query"u8);
        _json.WriteString("api_version"u8, "4");
        _json.WriteString("lambda"u8, "price");
        _json.WriteStartObject("expr"u8);
        _json.WriteStartArray("multiply"u8);
        _json.WriteStartObject();
        _json.WriteString("var"u8, "price");
        _json.WriteEndObject();
        _json.WriteNumberValue(factor);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public void BeginObject(string name) => _json.WriteStartObject(name);

    /// <summary>An object with keys that start with <c>@</c>, which the wire escapes. Ended twice.</summary>
    public void BeginEscaped(string name)
    {
        _json.WriteStartObject(name);
        _json.WriteStartObject("@obj"u8);
    }

    public void BeginItem() => _json.WriteStartObject();

    public void EndObject() => _json.WriteEndObject();

    public void BeginList(string name) => _json.WriteStartArray(name);

    public void Item(string value) => _json.WriteStringValue(value);

    public void EndList() => _json.WriteEndArray();

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Tagged(string name, string tag, string value)
    {
        _json.WriteStartObject(name);
        _json.WriteString(tag, value);
        _json.WriteEndObject();
    }
}
