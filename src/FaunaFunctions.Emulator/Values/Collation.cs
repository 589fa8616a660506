namespace FaunaFunctions.Emulator.Values;

/// <summary>
/// The order of strings in an index: what a locale's collation makes of them (punctuation, digits, letters; accents and case
/// only break ties), except that a prefix comes first. Characters beyond Latin follow in code point order.
/// </summary>
internal static class Collation
{
    private const string Punctuation = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

    // Letters with accents, each group headed by its base letter.
    private static readonly string[] s_accented =
        ["aàáâãäåāăą", "cçćĉċč", "dďđð", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŋ", "oòóôõöøōŏő",
         "rŕŗř", "sśŝşš", "tţťŧ", "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž"];

    private static readonly Dictionary<char, (char Letter, int Accent)> s_accents = s_accented
        .SelectMany(group => group.Skip(1).Select((c, i) => (Key: c, Value: (group[0], i + 1))))
        .ToDictionary(p => p.Key, p => p.Value);

    public static int Compare(string a, string b)
    {
        if (string.Equals(a, b, StringComparison.Ordinal))
        {
            return 0;
        }

        if (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal))
        {
            return a.Length - b.Length;
        }

        var result = CompareLevel(a, b, w => w.Primary);
        result = result != 0 ? result : CompareLevel(a, b, w => w.Accent);
        result = result != 0 ? result : CompareLevel(a, b, w => w.Case);
        return result != 0 ? result : string.CompareOrdinal(a, b);
    }

    private static int CompareLevel(string a, string b, Func<Weight, int> level)
    {
        using var x = Weights(a).GetEnumerator();
        using var y = Weights(b).GetEnumerator();
        while (true)
        {
            var more = (x.MoveNext(), y.MoveNext());
            if (more is (false, false))
            {
                return 0;
            }

            if (more is not (true, true))
            {
                return more.Item1 ? 1 : -1;
            }

            var result = level(x.Current).CompareTo(level(y.Current));
            if (result != 0)
            {
                return result;
            }
        }
    }

    private static IEnumerable<Weight> Weights(string text)
    {
        foreach (var c in text)
        {
            if (c is 'ß')
            {
                yield return new Weight(Letter('s'), 0, 2);
                yield return new Weight(Letter('s'), 0, 2);
                continue;
            }

            var lower = char.ToLowerInvariant(c);
            var upper = lower != c ? 1 : 0;
            if (s_accents.TryGetValue(lower, out var accented))
            {
                yield return new Weight(Letter(accented.Letter), accented.Accent, upper);
                continue;
            }

            var mark = Punctuation.IndexOf(c, StringComparison.Ordinal);
            yield return new Weight(mark >= 0 ? 100 + mark : char.IsAsciiDigit(c) ? 200 + c : char.IsAsciiLetter(c) ? Letter(lower) : c < ' ' ? c : 1000 + lower, 0, upper);
        }
    }

    private static int Letter(char c) => 300 + c;

    private readonly record struct Weight(int Primary, int Accent, int Case);
}
