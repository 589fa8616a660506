using System.Diagnostics;
using System.Reflection;

namespace FaunaFunctions.Infra.Tests.Bicep;

/// <summary>The Bicep compiler.</summary>
internal static class Compiler
{
    private static readonly string Executable = typeof(Compiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value!;

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Working directory.</param>
    /// <param name="arguments">Command and options.</param>
    public static async Task<CompilerRun> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Values of the machine that runs the tests must not end in what is compiled.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AZURE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The Bicep compiler did not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CompilerRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

/// <summary>What the compiler said.</summary>
/// <param name="Code">Exit code: 0 in spite of warnings.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Messages">Standard error: a line for each warning and error.</param>
internal sealed record CompilerRun(int Code, string Output, string Messages);
