namespace FaunaFunctions.Core.Local;

/// <summary>Changes to files that are whole and durable when they return, or did not happen: across a kill, and across a power loss where the file system keeps its word.</summary>
internal static class DurableFile
{
    /// <summary>For readers: on Windows anything less would keep others from replacing or deleting the file.</summary>
    public const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Creates a folder and its parents, each entered durably in its own parent.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(folder);
        if (parent is not null)
        {
            SyncFolder(parent);
        }
    }

    /// <summary>Writes a file under a temporary name beside its place and then renames it: a reader sees the old content or the new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="temporary">In the same folder; overwritten.</param>
    /// <param name="content">All of it.</param>
    /// <param name="cancellationToken">Ends the call before the rename.</param>
    public static async Task ReplaceAsync(string path, string temporary, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(temporary, content, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>A file's content; null when there is none. Never in the way of whoever replaces it.</summary>
    public static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, Shared, bufferSize: 0, FileOptions.Asynchronous);
            var content = new byte[file.Length];
            var read = await file.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
            return content[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Renames or links a finished file to its place if nothing is there.</summary>
    /// <remarks>Where the file system has no links, the caller's lock is what keeps two from succeeding.</remarks>
    /// <returns>False when something has the name already.</returns>
    public static bool TryPublish(string temporary, string path)
    {
        var linked = OperatingSystem.IsWindows() ? null : UnixFile.TryLink(temporary, path);
        if (linked == false || (linked is null && Path.Exists(path)))
        {
            return false;
        }

        if (linked is null)
        {
            File.Move(temporary, path, overwrite: false);
        }

        SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Deletes a file if it is there.</summary>
    /// <returns>Whether it was.</returns>
    public static bool Delete(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Deletes a file that nobody needs, and may leave it: a later sweep takes it.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
        }
    }

    /// <summary>Makes names in a folder durable. Windows journals them itself.</summary>
    public static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixFile.SyncFolder(folder);
        }
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await file.WriteAsync(content, cancellationToken);
        file.Flush(flushToDisk: true);
    }
}
