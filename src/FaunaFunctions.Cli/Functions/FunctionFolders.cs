using FaunaFunctions.Cli.Failures;

namespace FaunaFunctions.Cli.Functions;

/// <summary>
/// The function folders below an app's root. Those written before that are no longer wanted go; what somebody else put there is never touched.
/// </summary>
internal static class FunctionFolders
{
    /// <summary>Makes the folders those of a set of functions.</summary>
    /// <param name="root">The app's root, made when it is not there.</param>
    /// <param name="functions">The functions.</param>
    /// <returns>Names of the functions that were there and are no longer.</returns>
    /// <exception cref="UsageInvalid">A file that is not ours is in the way, or the folder cannot be written. Nothing was changed in the first case.</exception>
    public static IReadOnlyList<string> Write(string root, IReadOnlyList<FunctionFile> functions)
    {
        try
        {
            if (File.Exists(root))
            {
                throw new UsageInvalid($"{root} is a file. Give --out FOLDER, the root of the function app.");
            }

            var wanted = functions.ToDictionary(f => f.Name);
            var present = Directory.Exists(root) ? Present(root) : [];
            Refuse(root, functions);
            var stale = present.Where(name => !wanted.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
            foreach (var name in stale)
            {
                Remove(Path.Combine(root, name));
            }

            foreach (var function in functions)
            {
                Write(Path.Combine(root, function.Name), function);
            }

            return stale;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageInvalid($"Cannot write function folders to {root}: {e.Message.TrimEnd('.')}. Mend it, or give another --out FOLDER.");
        }
    }

    /// <summary>Names of the folders that this program wrote, in the case that the file system has them.</summary>
    private static List<string> Present(string root) =>
        [.. Directory.EnumerateDirectories(root).Where(IsOurs).Select(folder => Path.GetFileName(folder))];

    private static bool IsOurs(string folder)
    {
        var file = Path.Combine(folder, FunctionFile.FileName);
        return File.Exists(file) && FunctionFile.IsGenerated(File.ReadAllBytes(file));
    }

    private static void Refuse(string root, IReadOnlyList<FunctionFile> functions)
    {
        foreach (var function in functions)
        {
            var folder = Path.Combine(root, function.Name);
            var file = Path.Combine(folder, FunctionFile.FileName);
            if (File.Exists(folder) || (Path.Exists(file) && !IsOurs(folder)))
            {
                throw new UsageInvalid($"{(File.Exists(folder) ? folder : file)} is in the way of a function and was not written by this program. Remove it, or give another --out FOLDER.");
            }
        }
    }

    private static void Remove(string folder)
    {
        File.Delete(Path.Combine(folder, FunctionFile.FileName));
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private static void Write(string folder, FunctionFile function)
    {
        var file = Path.Combine(folder, FunctionFile.FileName);
        var content = function.ToJson();

        // A file that says the same keeps its time: whoever compares times has nothing to do.
        if (File.Exists(file) && content.AsSpan().SequenceEqual(File.ReadAllBytes(file)))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(file, content);
    }
}
