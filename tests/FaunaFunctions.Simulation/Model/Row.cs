using System.Globalization;
using System.Text.Json;

namespace FaunaFunctions.Simulation.Model;

/// <summary>A record of a part.</summary>
/// <param name="Id">The document.</param>
/// <param name="Ts">Its time, µs.</param>
/// <param name="Value">What its data holds; null for a deletion record.</param>
/// <param name="Deletion">Whether it is a deletion record.</param>
/// <param name="Inferred">Whether it is one that nobody saw.</param>
internal readonly record struct Row(long Id, long Ts, int? Value, bool Deletion, bool Inferred)
{
    /// <summary>The records of a part that is stored plain.</summary>
    public static List<Row> Read(ReadOnlySpan<byte> part)
    {
        var rows = new List<Row>();
        while (part.Length > 0)
        {
            var end = part.IndexOf((byte)'\n');
            if (end < 0)
            {
                throw new FindingException("A part ends in the middle of a record.");
            }

            rows.Add(ReadLine(part[..end]));
            part = part[(end + 1)..];
        }

        return rows;
    }

    private static Row ReadLine(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        long id = 0, ts = 0;
        int? value = null;
        var (deletion, inferred) = (false, false);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual("ref"u8))
            {
                reader.Read();
                id = long.Parse(reader.ValueSpan, CultureInfo.InvariantCulture);
            }
            else if (name.SequenceEqual("ts"u8))
            {
                reader.Read();
                ts = reader.GetInt64();
            }
            else if (name.SequenceEqual("data"u8))
            {
                reader.Read();
                reader.Read();
                reader.Read();
                value = reader.GetInt32();
                reader.Read();
            }
            else if (name.SequenceEqual("deleted_inferred"u8))
            {
                reader.Read();
                inferred = reader.GetBoolean();
            }
            else if (name.SequenceEqual("deleted_at"u8))
            {
                reader.Read();
                deletion = true;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new Row(id, ts, value, deletion, inferred);
    }
}
