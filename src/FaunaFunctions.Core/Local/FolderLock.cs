namespace FaunaFunctions.Core.Local;

/// <summary>A lock between processes on a file that is never deleted. The system frees it when its process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly FileStream _file;

    private FolderLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>The lock, or null while somebody holds it, this process included.</summary>
    /// <param name="path">The lock file; its folder exists.</param>
    public static FolderLock? TryTake(string path)
    {
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock, which is only ever held for moments. In real time, for the other process does not live in a test's.</summary>
    public static async Task<FolderLock> TakeAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Whether an open failed because somebody holds the file.</summary>
    public static bool IsHeld(IOException e) => e.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation;

    public void Dispose() => _file.Dispose();
}
