using System.Text.Json;

namespace FaunaFunctions.Core.Catalog;

/// <summary>The shape of the <c>data</c> column: over a sample of records, and what the collection's schema says.</summary>
internal sealed class DataShape
{
    private readonly ValueShape _data = new();
    private bool _isDeclared;

    /// <summary>Records taken into account.</summary>
    public int Records { get; private set; }

    /// <summary>Whether anything is known: from records, or from the collection's schema.</summary>
    public bool IsKnown => Records > 0 || _isDeclared;

    /// <summary>What there is to say of it in words; null for nothing.</summary>
    public string? Description { get; set; }

    /// <summary>Takes into account what the collection's schema says.</summary>
    /// <returns>The shape of the data object.</returns>
    public ObjectShape AllowObject()
    {
        _isDeclared = true;
        return _data.AllowObject();
    }

    /// <summary>Takes one record into account.</summary>
    /// <param name="record">A line of NDJSON.</param>
    public void AddRecord(ReadOnlySpan<byte> record) => RecordSample.ShowRecord(record, Look);

    /// <summary>The same for a field of a record: <c>data</c> is merged, any other skipped.</summary>
    public void Look(string name, ref Utf8JsonReader value)
    {
        if (name != "data")
        {
            value.Skip();
            return;
        }

        Records++;
        _data.Add(ref value);
    }

    /// <summary>Writes the schema of <c>data</c>.</summary>
    public void WriteTo(Utf8JsonWriter writer) => _data.WriteTo(writer, Description);
}
