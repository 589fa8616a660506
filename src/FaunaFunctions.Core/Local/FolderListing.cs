using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Local;

/// <summary>The names in a folder tree as a blob store would list them: no hidden files, no cursors, in ordinal order of the whole names.</summary>
internal static class FolderListing
{
    /// <param name="folder">Path of the folder; it need not exist.</param>
    /// <param name="prefix">Its name, with a final <c>/</c>, or empty for the store's root.</param>
    public static IEnumerable<string> Names(string folder, string prefix)
    {
        foreach (var entry in Entries(folder).Where(entry => entry[0] != '.' && (prefix.Length > 0 || entry != PartNames.StateFolder + "/")))
        {
            if (!entry.EndsWith('/'))
            {
                yield return prefix + entry;
                continue;
            }

            foreach (var name in Names(Path.Combine(folder, entry[..^1]), prefix + entry))
            {
                yield return name;
            }
        }
    }

    /// <summary>A folder's names end with <c>/</c>: they sort as they do in the whole names below them.</summary>
    private static IReadOnlyList<string> Entries(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", TemporaryFile.Hidden)
                    .Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name)
                    .Order(StringComparer.Ordinal)]
                : [];
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted since, with all that was in it.
            return [];
        }
    }
}
