using System.Globalization;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>
/// One process for good: ids are used again, so its start belongs to it, and they mean something only within one boot of a machine and one
/// namespace of processes. Told on Linux alone.
/// </summary>
/// <param name="Space">The boot and the namespace.</param>
/// <param name="Id">The process id.</param>
/// <param name="Start">Its start, in the kernel's ticks since the boot.</param>
internal sealed record ProcessIdentity(string Space, int Id, string Start)
{
    private const char Separator = '/';

    // Behind the name, which may hold anything, brackets included.
    private const int StateField = 0;
    private const int StartField = 19;

    /// <summary>This process; null where that cannot be told.</summary>
    public static ProcessIdentity? Current { get; } = Find();

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static ProcessIdentity? Parse(string text) =>
        text.Split(Separator) is [var boot, var space, var id, var start] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ProcessIdentity($"{boot}{Separator}{space}", number, start)
            : null;

    /// <summary>Whether it has ended for certain: it ran where this process runs, and is not there any more.</summary>
    public bool HasEnded() => Current is { } current && current.Space == Space && StartOf(Id) != Start;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Space}{Separator}{Id}{Separator}{Start}");

    private static ProcessIdentity? Find()
    {
        try
        {
            if (!OperatingSystem.IsLinux() || File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false) is not { Name: var space })
            {
                return null;
            }

            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return StartOf(Environment.ProcessId) is { } start ? new ProcessIdentity($"{boot}{Separator}{space}", Environment.ProcessId, start) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A process's start; null when there is none, or only its exit code is left.</summary>
    private static string? StartOf(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StateField] is "Z" or "X" ? null : fields[StartField];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
