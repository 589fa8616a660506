using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FaunaFunctions.Core.Databases;

/// <summary>
/// Names of folders for names of collections: letters and digits of ASCII, <c>-</c> and <c>_</c> stay, everything else becomes <c>~</c> and two digits of its
/// UTF-8 bytes. No two collections share one, also where folders do not tell case apart.
/// </summary>
internal static class ChildName
{
    private const char Escape = '~';
    private const int Longest = 150;
    private const int Kept = 100;

    /// <summary>The name. Reads back as the text, unless it is very long: then its end is a hash.</summary>
    public static string Of(string text)
    {
        var name = new StringBuilder(text.Length);
        var bytes = (stackalloc byte[4]);
        foreach (var rune in text.EnumerateRunes())
        {
            // A leading _ hides a folder from readers of data, and names those that are not a collection's.
            if (rune.IsAscii && ((rune.Value == '_' && name.Length > 0) || rune.Value == '-' || char.IsAsciiLetterOrDigit((char)rune.Value)))
            {
                name.Append((char)rune.Value);
                continue;
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                name.Append(Escape).Append(b.ToString("x2", CultureInfo.InvariantCulture));
            }
        }

        return name.Length <= Longest
            ? name.ToString()
            : $"{name.ToString(0, Kept)}{Escape}{Escape}{Escape}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}";
    }

    /// <summary>The name for a collection among others: one that differs from theirs in more than case.</summary>
    /// <param name="collection">The collection's name, none of whose names is taken yet.</param>
    /// <param name="taken">Names of other collections.</param>
    public static string Among(string collection, IReadOnlyCollection<string> taken)
    {
        var name = Of(collection);
        return taken.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{name}{Escape}{Escape}{CaseOf(name)}" : name;
    }

    /// <summary>The text that <see cref="Of"/> made a name of; null when it is none of those, or its end is a hash.</summary>
    public static string? TextOf(string name)
    {
        var end = name.IndexOf($"{Escape}{Escape}", StringComparison.Ordinal);
        var bytes = new List<byte>();
        for (var i = 0; i < (end < 0 ? name.Length : end); i++)
        {
            if (name[i] != Escape)
            {
                bytes.Add((byte)name[i]);
            }
            else if (i + 2 < name.Length && byte.TryParse(name.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return end >= 0 && name.AsSpan(end).StartsWith("~~~") ? null : Encoding.UTF8.GetString([.. bytes]);
    }

    // Which of the letters are capitals: names that are alike but for their case differ here.
    private static string CaseOf(string name)
    {
        var bits = new byte[(name.Length / 8) + 1];
        for (var i = 0; i < name.Length; i++)
        {
            bits[i / 8] |= (byte)(char.IsAsciiLetterUpper(name[i]) ? 1 << (i % 8) : 0);
        }

        return Convert.ToHexStringLower(bits);
    }
}
