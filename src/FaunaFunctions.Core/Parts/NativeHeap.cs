using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Parts;

/// <summary>The C library's heap, which the compressor takes its memory from.</summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int Bytes = 128 * 1024;

    /// <summary>
    /// Lets glibc give freed memory back at once. By itself glibc raises its thresholds with the first
    /// large block that is freed, and then keeps what compressors used, in pieces, in an arena per thread. Does nothing elsewhere.
    /// </summary>
    public static void ReturnFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = SetOption(TrimThreshold, Bytes);
            _ = SetOption(MapThreshold, Bytes);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl, which keeps little anyway.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
