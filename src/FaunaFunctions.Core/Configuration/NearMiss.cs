namespace FaunaFunctions.Core.Configuration;

/// <summary>The name that somebody probably meant.</summary>
internal static class NearMiss
{
    /// <summary>
    /// The candidate closest to <paramref name="name"/>, case, <c>_</c> and <c>-</c> set aside (<c>page_size</c> is <c>pageSize</c>);
    /// null when none is close: more than a third of its letters would have to change.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var wanted = Plain(name);
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var plain = Plain(candidate);
            var distance = Distance(wanted, plain);
            if (distance <= Math.Max(wanted.Length, plain.Length) / 3 && distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(c => c is not ('_' or '-' or ' '))).ToLowerInvariant();

    /// <summary>Letters to add, remove, replace or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
