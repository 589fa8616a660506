using System.Globalization;
using System.Text;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Cursors;

/// <summary>
/// A run's position as one line of ASCII, such as <c>documents at=1785000000000000 last=1784999999000000:394</c>.
/// Cursors hold it, and parts carry it as <c>Starts</c> and <c>Ends</c>: two positions are equal exactly when their texts are.
/// </summary>
/// <remarks>
/// Fields that are null are left out; the cursor of events, whose form is the server's own, is percent-encoded.
/// The text is compared with what older versions stored: changing it strands runs that are under way.
/// </remarks>
public static class PositionText
{
    private const string At = "at";
    private const string Since = "since";
    // The name is that of the first cursors that were stored.
    private const string EventCursor = "removals";
    private const string Last = "last";

    /// <summary>The position's text.</summary>
    public static string Format(RunPosition position)
    {
        var text = new StringBuilder(96).Append(NameOf(position.Phase));
        text.Append(CultureInfo.InvariantCulture, $" {At}={position.At}");
        if (position.RemovalsSince is { } since)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Since}={since}");
        }

        if (position.EventCursor is { } cursor)
        {
            text.Append(CultureInfo.InvariantCulture, $" {EventCursor}={Uri.EscapeDataString(cursor)}");
        }

        if (position.LastDocument is { } last)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Last}={last.Ts}:{last.Id}");
        }

        return text.ToString();
    }

    /// <summary>The position that a text stands for.</summary>
    /// <exception cref="FormatException">The text is not one that <see cref="Format"/> writes.</exception>
    public static RunPosition Parse(string text)
    {
        var words = text.Split(' ');
        long? at = null;
        long? since = null;
        string? cursor = null;
        DocumentKey? last = null;
        foreach (var word in words.AsSpan(1))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var value = word[(equals + 1)..];
            switch (equals < 0 ? "" : word[..equals])
            {
                case At:
                    at = Number(value, text);
                    break;
                case Since:
                    since = Number(value, text);
                    break;
                case EventCursor:
                    cursor = Uri.UnescapeDataString(value);
                    break;
                case Last when value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon:
                    last = new DocumentKey(Number(value[..colon], text), Number(value[(colon + 1)..], text));
                    break;
                default:
                    throw Malformed(text);
            }
        }

        var position = new RunPosition(PhaseOf(words[0], text), at ?? throw Malformed(text), since, cursor, last);

        // One position has one text: another spelling of it would break the comparison of texts.
        return Format(position) == text ? position : throw Malformed(text);
    }

    private static string NameOf(RunPhase phase) => phase switch
    {
        RunPhase.Removals => "removals",
        RunPhase.Documents => "documents",
        RunPhase.Changes => "changes",
        RunPhase.Inferring => "inferring",
        RunPhase.Finishing => "finishing",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No such phase."),
    };

    private static RunPhase PhaseOf(string name, string text) => name switch
    {
        "removals" => RunPhase.Removals,
        "documents" => RunPhase.Documents,
        "changes" => RunPhase.Changes,
        "inferring" => RunPhase.Inferring,
        "finishing" => RunPhase.Finishing,
        _ => throw Malformed(text),
    };

    private static long Number(string value, string text) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(text);

    private static FormatException Malformed(string text) => new($"'{text}' is not a position.");
}
