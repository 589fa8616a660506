using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>An export's cursor as a table row: its partition is the export's, its key is <c>cursor</c>.</summary>
internal static class CursorRow
{
    /// <summary>The row's key.</summary>
    public const string Key = "cursor";

    private const int Format = 1;
    private const string FormatName = "Format";
    private const string WriteName = "Write";

    /// <summary>The row as messages name it.</summary>
    public static string Describe(string export, StoragePlace table) => $"row '{Key}' of partition '{export}' in {table}";

    /// <summary>The row to write.</summary>
    /// <param name="cursor">The value.</param>
    /// <param name="write">Names this write, so that it is known again when the service's answer to it was lost.</param>
    /// <param name="table">For the error.</param>
    /// <exception cref="StorageUnavailable">It does not fit a row.</exception>
    public static TableEntity Of(ExportCursor cursor, string write, StoragePlace table)
    {
        var text = Encoding.UTF8.GetString(CursorJson.Write(cursor));
        if (!TableText.Fits(text.Length))
        {
            throw new StorageUnavailable(string.Create(
                CultureInfo.InvariantCulture,
                $"Cannot write the cursor of export '{cursor.Export}' ({table}): its {text.Length} characters are more than a table row holds. Please report this, with what is long in it: {cursor.Run?.Warnings.Count ?? 0} warnings, {cursor.Run?.Replaces.Count ?? 0} replaced runs."));
        }

        var row = new TableEntity(ExportKey.Of(cursor.Export), Key) { [FormatName] = Format, [WriteName] = write };
        TableText.Write(row, text);
        return row;
    }

    /// <summary>The cursor of a row.</summary>
    /// <exception cref="CursorCorrupt">It cannot be read.</exception>
    public static ExportCursor Read(TableEntity row, StoragePlace table)
    {
        var where = Describe(row.PartitionKey, table);
        if (!row.TryGetValue(FormatName, out var format) || format is not Format)
        {
            throw new CursorCorrupt(where, string.Create(CultureInfo.InvariantCulture, $"its format is {format ?? "not given"}, and this program knows {Format}"));
        }

        var cursor = CursorJson.Read(Encoding.UTF8.GetBytes(TableText.Read(row, where)), where);
        return ExportKey.Of(cursor.Export) == row.PartitionKey
            ? cursor
            : throw new CursorCorrupt(where, $"it is the cursor of export '{cursor.Export}'");
    }

    /// <summary>Whether a row is the outcome of a write.</summary>
    public static bool IsOf(TableEntity row, string write) => row.TryGetValue(WriteName, out var value) && value is string found && found == write;
}
