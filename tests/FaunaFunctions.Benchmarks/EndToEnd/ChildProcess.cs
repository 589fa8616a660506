using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>This program, started again in a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a mode of this program, with its standard input and output at our hands.</summary>
    /// <param name="mode">The mode's name.</param>
    /// <param name="argument">Its one argument.</param>
    /// <param name="environment">Variables on top of ours; null for none.</param>
    public static Process Start(string mode, string argument, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Runtime)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, typeof(ChildProcess).Assembly.GetName().Name + ".dll"));
        start.ArgumentList.Add(mode);
        start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{mode} could not be started.");
    }

    /// <summary>Runs a mode to its end.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(
        string mode, string argument, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(mode, argument, environment);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{mode} {argument} ended with {process.ExitCode}: {output}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    // The runtime that runs us: …/dotnet beside …/shared/Microsoft.NETCore.App/10.0.0.
    private static string Runtime => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
