using System.Diagnostics;
using System.Text;

namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>The command-line program, as a process of its own.</summary>
internal static class Program
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="settings">App settings.</param>
    /// <param name="args">Its arguments.</param>
    public static async Task<(int Code, string Output)> RunAsync(string folder, IReadOnlyDictionary<string, string> settings, params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "faunafunctions.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output + await error);
    }
}
