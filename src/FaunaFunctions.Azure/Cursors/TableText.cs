using System.Globalization;
using Azure.Data.Tables;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>
/// A text in a table row. A property holds 64 KiB of UTF-16 at most, so a long text stands in several: <c>Text</c>, <c>Text2</c>, <c>Text3</c>…;
/// <c>Pieces</c> counts them, so that one that is gone is missed.
/// </summary>
internal static class TableText
{
    /// <summary>UTF-16 code units of a property.</summary>
    internal const int PieceLength = 32_000;

    /// <summary>Pieces of a row, which holds 1 MiB at most with its keys and names.</summary>
    internal const int MostPieces = 16;

    private const string Pieces = "Pieces";

    /// <summary>Whether a text of this many UTF-16 code units fits a row.</summary>
    public static bool Fits(int length) => length <= PieceLength * MostPieces;

    /// <summary>Puts a text that fits into a row.</summary>
    public static void Write(TableEntity row, string text)
    {
        var pieces = 0;
        var at = 0;
        do
        {
            var length = Math.Min(PieceLength, text.Length - at);
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
            {
                length--;
            }

            row[Name(++pieces)] = text.Substring(at, length);
            at += length;
        }
        while (at < text.Length);

        row[Pieces] = pieces;
    }

    /// <summary>The text of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="where">Names it in the error.</param>
    /// <exception cref="CursorCorrupt">There is none, or a piece of it is missing.</exception>
    public static string Read(TableEntity row, string where)
    {
        if (!row.TryGetValue(Pieces, out var value) || value is not int count || count is < 1 or > MostPieces)
        {
            throw new CursorCorrupt(where, $"its property {Pieces} is not a number from 1 to {MostPieces}");
        }

        var pieces = new string[count];
        for (var piece = 1; piece <= count; piece++)
        {
            pieces[piece - 1] = row.TryGetValue(Name(piece), out var text) && text is string found
                ? found
                : throw new CursorCorrupt(where, $"its property {Name(piece)} is missing or is no text");
        }

        return string.Concat(pieces);
    }

    private static string Name(int piece) => piece == 1 ? "Text" : string.Create(CultureInfo.InvariantCulture, $"Text{piece}");
}
