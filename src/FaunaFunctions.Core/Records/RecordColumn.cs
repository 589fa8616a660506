using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FaunaFunctions.Core.Records;

/// <summary>How a column's name stands in a record.</summary>
internal static class RecordColumn
{
    /// <summary>Comma, the name as a JSON string, colon; as UTF-8.</summary>
    public static byte[] Head(string name) =>
        Encoding.UTF8.GetBytes($",\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":");

    /// <summary>A text as a JSON string.</summary>
    /// <param name="utf8">The text.</param>
    public static byte[] Text(ReadOnlySpan<byte> utf8) =>
        Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(utf8, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
}
