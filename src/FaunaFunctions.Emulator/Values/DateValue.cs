using System.Globalization;

namespace FaunaFunctions.Emulator.Values;

/// <summary>A day of the proleptic Gregorian calendar.</summary>
/// <param name="days">Days since 1970-01-01.</param>
internal sealed class DateValue(long days) : Value
{
    public long Days { get; } = days;

    public override string TypeName => "Date";

    public override string ToString() => CivilDate.Format(Days);
}

/// <summary>Days since 1970 from and to year, month and day, for years that DateTime does not reach.</summary>
internal static class CivilDate
{
    public static string Format(long days)
    {
        var (year, month, day) = FromDays(days);
        var text = year is >= 0 and <= 9999 ? year.ToString("0000", CultureInfo.InvariantCulture)
            : (year < 0 ? "-" : "+") + Math.Abs(year).ToString("0000", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text}-{month:00}-{day:00}");
    }

    /// <summary>Days since 1970 of an ISO date; null when it is none.</summary>
    public static long? Parse(string text)
    {
        if (text.Length < 10 || text[^3] != '-' || text[^6] != '-')
        {
            return null;
        }

        var yearText = text[..^6];
        var signed = yearText[0] is '+' or '-';
        var digits = signed ? yearText[1..] : yearText;
        if (digits.Length < 4 || digits.Length > 9 || (digits.Length > 4 && !signed) || (yearText[0] == '+' && digits.Length == 4)
            || digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            || !int.TryParse(text[^5..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            || !int.TryParse(text[^2..], NumberStyles.None, CultureInfo.InvariantCulture, out var day))
        {
            return null;
        }

        var year = long.Parse(digits, CultureInfo.InvariantCulture) * (yearText[0] == '-' ? -1 : 1);
        return month is < 1 or > 12 || day < 1 || day > DaysIn(year, month) ? null : ToDays(year, month, day);
    }

    public static long ToDays(long year, int month, int day)
    {
        year -= month <= 2 ? 1 : 0;
        var era = Math.DivRem(year, 400, out var yearOfEra);
        if (yearOfEra < 0)
        {
            era--;
            yearOfEra += 400;
        }

        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (era * 146097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719468;
    }

    private static (long Year, int Month, int Day) FromDays(long days)
    {
        days += 719468;
        var era = Math.DivRem(days, 146097, out var dayOfEra);
        if (dayOfEra < 0)
        {
            era--;
            dayOfEra += 146097;
        }

        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var day = (int)(dayOfYear - (((153 * shifted) + 2) / 5) + 1);
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, day);
    }

    private static int DaysIn(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
