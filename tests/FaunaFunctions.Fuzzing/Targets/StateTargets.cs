using System.Text;
using Azure.Data.Tables;
using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azure.Cursors;
using FaunaFunctions.Azure.Parts;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>What the program keeps between runs: cursors in files and rows, histories, parts' metadata.</summary>
internal static class StateTargets
{
    private static readonly StoragePlace Table = new("table", "exports", "account");

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of("cursor", () => [.. Samples.Cursors().Select(CursorJson.Write)], Cursor),
        new("cursor-file", () => [.. Files()], CursorFileAsync),
        FuzzTarget.Of("cursor-row", () => [.. Samples.Cursors().Select(CursorJson.Write)], Row),
        FuzzTarget.Of("position", () => [.. Samples.Cursors().Where(c => c.Run is not null).Select(c => Encoding.UTF8.GetBytes(PositionText.Format(c.Run!.Position)))], Position),
        FuzzTarget.Of("part-info", () => [PartInfoJson.Write(Samples.Part)], PartMetadata),
    ];

    private static IEnumerable<byte[]> Files() =>
        Samples.Cursors().Select(cursor => Encoding.UTF8.GetBytes($$"""{"format":1,"version":"7-0123456789abcdef","cursor":{{Encoding.UTF8.GetString(CursorJson.Write(cursor))}}}"""));

    private static void Cursor(byte[] input)
    {
        if (Quiet.Get(() => CursorJson.Read(input, "cursor.json")) is { } cursor)
        {
            Require(cursor);
        }

        if (CursorJson.ReadRun(input) is { } run)
        {
            Whole.Require(run);
        }
    }

    private static void Require(ExportCursor cursor)
    {
        var written = CursorJson.Write(cursor);
        Broken.Unless(CursorJson.Write(CursorJson.Read(written, "again")).AsSpan().SequenceEqual(written), "a cursor that was read is written and read again");
        Whole.Require(cursor);
        Broken.Unless(cursor.Run is not { } run || run is { NextPart: > 0, Rows: >= 0, Deletions: >= 0, Bytes: >= 0 }, "a run counts from where it must");
    }

    private static async Task CursorFileAsync(byte[] input)
    {
        var root = Directory.CreateTempSubdirectory("fuzz-");
        try
        {
            var path = Path.Combine(root.FullName, "_state", "orders");
            Directory.CreateDirectory(path);
            await File.WriteAllBytesAsync(Path.Combine(path, "cursor.json"), input);
            var store = new FolderCursorStore(root.FullName, TimeProvider.System);
            var stored = await store.ReadAsync("orders", CancellationToken.None);
            Broken.Unless(stored is not null, "a cursor that is there is never taken for none");
            await store.WriteAsync(stored!.Cursor with { Export = "orders" }, stored.Version, CancellationToken.None);
        }
        catch (CursorCorrupt e)
        {
            Broken.Unless(e.Message.Contains("cursor.json", StringComparison.Ordinal), "the error names the file");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static void Row(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var pieces = (text.Length + TableText.PieceLength - 1) / TableText.PieceLength;
        var row = new TableEntity("orders", CursorRow.Key) { ["Format"] = 1, ["Write"] = "w", ["Pieces"] = input.Length % 50 == 7 ? pieces + 1 : pieces };
        for (var piece = 0; piece < pieces; piece++)
        {
            row[piece == 0 ? "Text" : FormattableString.Invariant($"Text{piece + 1}")] = text.Substring(piece * TableText.PieceLength, Math.Min(TableText.PieceLength, text.Length - (piece * TableText.PieceLength)));
        }

        if (Quiet.Get(() => CursorRow.Read(row, Table)) is { } cursor)
        {
            Require(cursor);
        }

        _ = RunRow.Read(row);
    }

    private static void Position(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        try
        {
            Broken.Unless(PositionText.Format(PositionText.Parse(text)) == text, "a position has one text");
        }
        catch (FormatException)
        {
            // None.
        }
    }

    private static void PartMetadata(byte[] input)
    {
        if (PartInfoJson.Read(input) is { } info)
        {
            Whole.Require(info);
            Broken.Unless(PartInfoJson.Read(PartInfoJson.Write(info)) == info, "metadata that was read is written and read again");
        }

        _ = BlobPartMetadata.Read(new Dictionary<string, string> { ["part"] = Encoding.UTF8.GetString(input) });
    }
}
