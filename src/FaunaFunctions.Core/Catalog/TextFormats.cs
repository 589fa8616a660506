using System.Globalization;
using FaunaFunctions.Core.Catalog.Declared;

namespace FaunaFunctions.Core.Catalog;

/// <summary>Which formats of JSON schema every text of one place has had so far.</summary>
internal sealed class TextFormats
{
    private bool _dateTime = true;
    private bool _date = true;
    private bool _uuid = true;

    /// <summary>The name of the format that all texts have; null when there is none.</summary>
    public string? Common => _dateTime ? "date-time" : _date ? "date" : _uuid ? "uuid" : null;

    /// <summary>Takes into account that texts of this kind may come, as they usually are.</summary>
    public void Allow(FslKind kind)
    {
        _dateTime &= kind == FslKind.Time;
        _date &= kind == FslKind.Date;
        _uuid &= kind == FslKind.Uuid;
    }

    /// <summary>Takes one more text into account.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        _dateTime = _dateTime && IsDateTime(text);
        _date = _date && IsDate(text);
        _uuid = _uuid && Guid.TryParseExact(text, "D", out _);
    }

    /// <summary>RFC 3339, years 1 to 9999: Fauna's other years are ISO 8601 but no date-time that a reader would take.</summary>
    private static bool IsDateTime(ReadOnlySpan<char> text)
    {
        const string second = "HH:mm:ss";
        if (text.Length < "0001-01-01T00:00:00Z".Length || text[10] != 'T' || !IsDate(text[..10])
            || !TimeOnly.TryParseExact(text.Slice(11, second.Length), second, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return false;
        }

        var rest = text[(11 + second.Length)..];
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        return rest is "Z" || IsOffset(rest);
    }

    private static bool IsOffset(ReadOnlySpan<char> text) =>
        text.Length == 6 && text[0] is '+' or '-'
        && TimeOnly.TryParseExact(text[1..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
