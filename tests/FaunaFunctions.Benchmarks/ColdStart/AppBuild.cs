using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FaunaFunctions.Benchmarks.ColdStart;

/// <summary>A build of the function app, and how it is started.</summary>
/// <param name="Name">In words.</param>
/// <param name="Folder">The app's root.</param>
/// <param name="Command">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables on top of the host's.</param>
internal sealed record AppBuild(
    string Name, string Folder, string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    private const string Executable = "faunafunctions-app";

    /// <summary>The native executable, as it is deployed.</summary>
    /// <param name="given">A folder that it was published to; null to publish it.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    public static async Task<AppBuild> NativeAsync(string? given, CancellationToken cancellationToken)
    {
        var folder = given is null ? await PublishAsync("aot", [], cancellationToken) : Path.GetFullPath(given);
        return new AppBuild("native (AOT)", folder, Path.Combine(folder, Executable), [], new Dictionary<string, string>());
    }

    /// <summary>The same app compiled while it runs: with all optimizations at once, as the app is configured, and in tiers, which starts sooner.</summary>
    /// <param name="given">A folder that it was published to; null to publish it.</param>
    /// <param name="cancellationToken">Ends the publish.</param>
    public static async Task<IReadOnlyList<AppBuild>> JitAsync(string? given, CancellationToken cancellationToken)
    {
        var folder = given is null
            ? await PublishAsync("jit", ["-p:PublishAot=false", "-p:SelfContained=false"], cancellationToken)
            : Path.GetFullPath(given);

        // The runtime's own defaults, as it reads them: in hexadecimal.
        var tiered = new Dictionary<string, string>
        {
            ["DOTNET_TC_QuickJit"] = "1",
            ["DOTNET_TieredPGO"] = "1",
            ["DOTNET_TC_CallCountThreshold"] = "1e",
            ["DOTNET_TC_CallCountingDelayMs"] = "64",
        };
        string[] arguments = ["exec", Path.Combine(folder, Executable + ".dll")];
        return
        [
            new AppBuild("JIT, in tiers", folder, Runtime, arguments, tiered),
            new AppBuild("JIT, as configured", folder, Runtime, arguments, new Dictionary<string, string>()),
        ];
    }

    private static string Runtime => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static async Task<string> PublishAsync(string name, IReadOnlyList<string> options, CancellationToken cancellationToken)
    {
        var home = Path.Combine(AppContext.BaseDirectory, "published", name);
        var folder = Path.Combine(home, "app");
        await Console.Error.WriteLineAsync($"Publishing {name} to {folder} …");
        var start = new ProcessStartInfo(
            Runtime,
            [
                "publish", "src/FaunaFunctions.App", "-c", "Release", "-o", folder, "--artifacts-path", Path.Combine(home, "build"),
                "-p:ExportSettings=none", "--disable-build-servers", .. options,
            ])
        {
            WorkingDirectory = RootOf(AppContext.BaseDirectory),
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? folder : throw new InvalidOperationException($"The publish failed:\n{output}");
    }

    private static string RootOf(string folder) =>
        File.Exists(Path.Combine(folder, "FaunaFunctions.sln")) ? folder : RootOf(Path.GetDirectoryName(folder)!);
}
