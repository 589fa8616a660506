using System.Globalization;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Sizes such as <c>64 MiB</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30),
    ];

    /// <summary>Bytes in a text of a whole number and a unit (B, KB, MB, GB, KiB, MiB, GiB; case does not matter); null for any other text.</summary>
    public static long? Parse(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var unit = text.AsSpan(digits).Trim().ToString();
        foreach (var (name, bytes) in Units)
        {
            if (name.Equals(unit, StringComparison.OrdinalIgnoreCase))
            {
                return number <= long.MaxValue / bytes ? number * bytes : null;
            }
        }

        return null;
    }
}
