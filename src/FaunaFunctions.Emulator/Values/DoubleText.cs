using System.Globalization;

namespace FaunaFunctions.Emulator.Values;

/// <summary>Doubles in the form that the JVM prints them: always a point, an exponent from 1E7 up and below 1E-3.</summary>
internal static class DoubleText
{
    public static string Format(double value)
    {
        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        var (digits, exponent) = Split(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        string body;
        if (exponent is >= 0 and < 7)
        {
            digits = digits.PadRight(exponent + 2, '0');
            body = digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
        }
        else if (exponent is >= -3 and < 0)
        {
            body = "0." + new string('0', -exponent - 1) + digits;
        }
        else
        {
            digits = digits.PadRight(2, '0');
            body = digits[..1] + "." + digits[1..] + "E" + exponent.ToString(CultureInfo.InvariantCulture);
        }

        // Where the JVM does not print the fewest digits that tell a double from its neighbours.
        body = body switch { "5.0E-324" => "4.9E-324", "1.0E23" => "9.999999999999999E22", _ => body };
        return value < 0 ? "-" + body : body;
    }

    // "123.45", "1E+20" → digits without zeros at either end, exponent of the first digit.
    private static (string Digits, int Exponent) Split(string text)
    {
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent + whole - 1 - leading);
    }
}
