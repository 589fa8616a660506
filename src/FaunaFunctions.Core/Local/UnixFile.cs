using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Local;

/// <summary>The two calls of Unix that .NET does not offer: a link that fails when its name is taken, and fsync of a folder.</summary>
internal static partial class UnixFile
{
    private const int ReadOnly = 0;
    private const int NoEntryExists = 17;

    /// <summary>
    /// Gives a file a second name, atomically, if nothing has that name. <c>File.Move</c> without overwrite does not do: on Unix it
    /// looks whether the name is free and renames then, so that of two racers both can succeed.
    /// </summary>
    /// <returns>True when linked, false when the name is taken, null when this file system or these rights allow no links.</returns>
    public static bool? TryLink(string path, string name) =>
        Link(path, name) == 0 ? true : Marshal.GetLastPInvokeError() == NoEntryExists ? false : null;

    /// <summary>Makes names in a folder outlive a power loss, where the file system can.</summary>
    public static void SyncFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            return;
        }

        try
        {
            // Some file systems refuse fsync of a folder; they have nothing better to offer.
            _ = Sync(descriptor);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int CloseOnExec => OperatingSystem.IsLinux() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
