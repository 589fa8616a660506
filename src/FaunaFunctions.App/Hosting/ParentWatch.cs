using System.Runtime.InteropServices;

namespace FaunaFunctions.App.Hosting;

/// <summary>
/// Ends the process when the Functions host that started it is gone. A host that is killed cannot end its handler, which would keep its port,
/// and its claims on exports, for ever. Where there is no such host, or no way to ask for the parent (Windows), it does nothing.
/// </summary>
/// <param name="parent">The parent process's id; null where it cannot be told.</param>
/// <param name="gone">Called once, when the parent is not the one it was at the start.</param>
/// <param name="time">Clock.</param>
internal sealed partial class ParentWatch(Func<int?> parent, Func<Task> gone, TimeProvider time) : BackgroundWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly int? _first = parent();

    /// <summary>The parent process's id, by the system; null where it cannot be told.</summary>
    public static int? OfThisProcess() => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() ? GetParentId() : null;

    /// <inheritdoc/>
    protected override async Task UntilStoppedAsync(CancellationToken stoppingToken)
    {
        if (_first is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (parent() != _first)
            {
                await gone();
                return;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParentId();
}
