using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Local;

/// <summary>Turns what the file system says into an error that names the path and what to do.</summary>
internal static class StorageFault
{
    private const int DiskFullOnUnix = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaOnMac = 69;
    private const int ReadOnlyFileSystem = 30;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    /// <summary>Whether an exception is the file system's.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException || IsTooLarge(e);

    /// <summary>The error to throw instead.</summary>
    /// <param name="e">What the file system said.</param>
    /// <param name="doing">What was tried, such as <c>write</c>.</param>
    /// <param name="path">Where.</param>
    public static StorageUnavailable Describe(Exception e, string doing, string path) =>
        new($"Cannot {doing} {path}: {Cause(e, path)}", e);

    /// <summary>Runs an action under <see cref="Describe"/>.</summary>
    public static void Guard(string doing, string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (Is(e))
        {
            throw Describe(e, doing, path);
        }
    }

    /// <summary>Runs an asynchronous action under <see cref="Describe"/>.</summary>
    public static async Task<T> GuardAsync<T>(string doing, string path, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (Is(e))
        {
            throw Describe(e, doing, path);
        }
    }

    /// <summary>Runs an asynchronous action under <see cref="Describe"/>.</summary>
    public static Task GuardAsync(string doing, string path, Func<Task> action) =>
        GuardAsync(doing, path, async () =>
        {
            await action();
            return true;
        });

    private static string Cause(Exception e, string path) => e switch
    {
        { HResult: DiskFullOnUnix or DiskFullOnWindows } => "the disk is full. Free some space and run again.",
        { HResult: QuotaOnLinux or QuotaOnMac } when e.Message.Contains("quota", StringComparison.OrdinalIgnoreCase) =>
            "the disk quota is used up. Free some space and run again.",
        { HResult: ReadOnlyFileSystem } => "the file system is read-only. Mount it for writing, or choose another folder.",
        _ when IsTooLarge(e) => "a file would become larger than this file system, or a limit of this process (ulimit -f), allows. Choose a smaller partSize or another folder, and run again.",
        PathTooLongException => "the path is too long. Choose a folder nearer to the root.",
        _ when FileInTheWay(path) is { } file => $"{file} is a file where a folder is needed. Move it away, or choose another folder.",
        UnauthorizedAccessException => "access is denied. Give this user the right to read and write there, or choose another folder.",
        _ => $"{e.Message.TrimEnd('.')}. Mend it, or choose another folder, and run again.",
    };

    // What .NET makes of EFBIG.
    private static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null };

    private static string? FileInTheWay(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }
}
