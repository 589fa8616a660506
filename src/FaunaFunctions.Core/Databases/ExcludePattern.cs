namespace FaunaFunctions.Core.Databases;

/// <summary>A pattern of names: <c>*</c> stands for any characters, also none; everything else, case included, for itself.</summary>
internal static class ExcludePattern
{
    /// <summary>Whether a name is one of those that a pattern stands for.</summary>
    public static bool Matches(string pattern, string name)
    {
        var pieces = pattern.Split('*');
        if (pieces.Length == 1)
        {
            return name == pattern;
        }

        if (!name.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = pieces[0].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = name.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + piece.Length;
        }

        return name.Length - at >= pieces[^1].Length && name.EndsWith(pieces[^1], StringComparison.Ordinal);
    }
}
