using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>Whether a manifest agrees with itself.</summary>
internal static class ManifestSums
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(Manifest manifest)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in manifest.Parts)
        {
            if (part.Name.Contains('/', StringComparison.Ordinal) || !IsPlain(part.Name) || !PartNames.IsPart(part.Name) || !names.Add(part.Name))
            {
                return $"it names '{part.Name}', which is no part of its folder, or is named twice";
            }

            if (!IsCount(part.Rows) || !IsCount(part.Deletions) || part.Deletions > part.Rows || !IsCount(part.Bytes) || !IsCount(part.UncompressedBytes))
            {
                return $"it describes {part.Name} with counts that cannot be";
            }
        }

        if (manifest.Inferred && (manifest.Mode == RunMode.Full || manifest.Deletions != manifest.Rows))
        {
            return "it says that its records were inferred, and not all of them are deletions";
        }

        var window = manifest.Window;
        return window.From >= window.To || manifest.ReadAt < window.To || (manifest.Consistency == Consistency.Snapshot && manifest.ReadAt != window.To)
            ? $"its window ({window.From}, {window.To}] and readAt {manifest.ReadAt} cannot be those of one {manifest.Consistency} run"
            : Compare("rows", manifest.Rows, manifest.Parts.Sum(part => part.Rows))
            ?? Compare("deletions", manifest.Deletions, manifest.Parts.Sum(part => part.Deletions))
            ?? Compare("bytes", manifest.Bytes, manifest.Parts.Sum(part => part.Bytes))
            ?? Compare("uncompressedBytes", manifest.UncompressedBytes, manifest.Parts.Sum(part => part.UncompressedBytes));
    }

    /// <summary>Whether a name leads nowhere but down from where it is read.</summary>
    public static bool IsPlain(string name) =>
        name.Split('/').All(segment => segment.Length > 0 && segment[0] != '.' && !segment.Contains('\\', StringComparison.Ordinal));

    /// <summary>Below four million million, so that no sum overflows, whatever the number of parts that a manifest can hold.</summary>
    private static bool IsCount(long count) => count is >= 0 and < 1L << 42;

    private static string? Compare(string what, long total, long sum) =>
        total == sum ? null : $"it says {total} {what}, and its parts add up to {sum}";
}
