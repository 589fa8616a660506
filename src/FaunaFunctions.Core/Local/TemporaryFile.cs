using System.Globalization;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// Files under way: hidden, beside their place, and ending in <c>.tmp</c>, so that no glob over parts sees them.
/// Whoever writes one holds it open without sharing, so that a sweep can tell a living writer's from a dead one's.
/// </summary>
internal static class TemporaryFile
{
    private const string Extension = ".tmp";

    /// <summary>Finds hidden files too, which a search would leave out by default.</summary>
    public static readonly EnumerationOptions Hidden = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static long s_count;

    /// <summary>A path that no other writer of this process uses.</summary>
    public static string NameFor(string path)
    {
        var name = Path.GetFileName(path).TrimStart('.');
        return Path.Combine(Path.GetDirectoryName(path)!, string.Create(
            CultureInfo.InvariantCulture, $".{name}.{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}{Extension}"));
    }

    /// <summary>Creates a file that no process has; another container's process may have this one's id.</summary>
    public static FileStream Create(string path)
    {
        while (true)
        {
            var temporary = NameFor(path);
            try
            {
                return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            }
            catch (IOException) when (File.Exists(temporary))
            {
            }
        }
    }

    /// <summary>Deletes the temporary files in a folder whose writers are gone.</summary>
    public static void Sweep(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension, Hidden).Where(path => Path.GetFileName(path).StartsWith('.')).ToList())
        {
            if (FolderLock.TryTake(path) is { } abandoned)
            {
                using (abandoned)
                {
                    // Under the lock on Unix; Windows deletes only when it is closed.
                    if (!OperatingSystem.IsWindows())
                    {
                        File.Delete(path);
                    }
                }

                DurableFile.Delete(path);
            }
        }
    }
}
