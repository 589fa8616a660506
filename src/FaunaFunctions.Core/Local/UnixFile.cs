using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaunaFunctions.Core.Local;

/// <summary>The calls of Unix that .NET does not offer: a link that fails when its name is taken, fsync of a folder, an early start of writing to the disk, and writing past the
/// page cache.</summary>
internal static partial class UnixFile
{
    private const int ReadOnly = 0;
    private const int NoEntryExists = 17;
    private const uint WaitBefore = 1;
    private const uint StartWriting = 2;
    private const uint WaitAfter = 4;
    private const int DoNotNeed = 4;
    private const int GetFlags = 3;
    private const int SetFlags = 4;

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

    /// <summary>
    /// Lets the system begin to write a range of a file to the disk, without waiting for it: what a later fsync of the file has to wait for is
    /// less by that. Promises nothing, and does nothing but on Linux.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">Start of the range, bytes.</param>
    /// <param name="count">Length of the range, bytes.</param>
    public static void StartWriteback(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SyncFileRange(file, offset, count, StartWriting);
        }
    }

    /// <summary>
    /// Waits until a range of a file is on the disk and lets the system forget it: left in the page cache, what is not read again would drive out
    /// what others need, and every write would take memory that has not been in use of late. Promises nothing, and does nothing but on Linux.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">Start of the range, bytes.</param>
    /// <param name="count">Length of the range, bytes.</param>
    public static void FinishWriteback(SafeFileHandle file, long offset, long count)
    {
        if (OperatingSystem.IsLinux() && count > 0)
        {
            _ = SyncFileRange(file, offset, count, WaitBefore | StartWriting | WaitAfter);
            _ = Advise(file, offset, count, DoNotNeed);
        }
    }

    /// <summary>Whether writes to an open file go past the page cache from here on: aligned ones only, in memory, place and length.</summary>
    /// <returns>False when the system or the file system has no such thing.</returns>
    public static bool TrySetDirect(SafeFileHandle file, bool direct)
    {
        if (!OperatingSystem.IsLinux() || Direct == 0)
        {
            return false;
        }

        var flags = Control(file, GetFlags, 0);
        return flags >= 0 && Control(file, SetFlags, direct ? flags | Direct : flags & ~Direct) == 0;
    }

    // The flag's number differs between processors.
    private static int Direct => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

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

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle descriptor, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(SafeFileHandle descriptor, long offset, long count, int advice);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
