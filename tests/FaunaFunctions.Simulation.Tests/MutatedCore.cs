using System.Diagnostics;

namespace FaunaFunctions.Simulation.Tests;

/// <summary>The simulation with a Core that holds every break, each asleep until it is chosen: compiled once for all of them.</summary>
public sealed class MutatedCore : IAsyncLifetime
{
    /// <summary>Chooses a break by its name.</summary>
    public const string Variable = "SIMULATION_MUTATION";

    private static readonly string[] FilesAbove = ["Directory.Build.props", "Directory.Packages.props", ".editorconfig", "global.json"];
    private readonly string _folder = Directory.CreateTempSubdirectory("faunafunctions-mutants-").FullName;

    /// <summary>Where the command stands.</summary>
    public string Folder => Path.Combine(_folder, "bin");

    public async ValueTask InitializeAsync()
    {
        var repository = Repository();
        foreach (var file in FilesAbove.Where(file => File.Exists(Path.Combine(repository, file))))
        {
            File.Copy(Path.Combine(repository, file), Path.Combine(_folder, file));
        }

        var core = Path.Combine(_folder, "src", "FaunaFunctions.Core");
        CopySources(Path.Combine(repository, "src", "FaunaFunctions.Core"), core);
        Break(core);
        await CompileAsync(core);
        Copy(SimulationProcess.Folder, Folder);
        foreach (var extension in new[] { ".dll", ".pdb" })
        {
            File.Copy(Path.Combine(_folder, "core", "FaunaFunctions.Core" + extension), Path.Combine(Folder, "FaunaFunctions.Core" + extension), overwrite: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Break(string core)
    {
        foreach (var mutation in Mutations.All)
        {
            foreach (var edit in mutation.Edits)
            {
                var file = Path.Combine(core, edit.File);
                var source = File.ReadAllText(file);
                var at = source.IndexOf(edit.Old, StringComparison.Ordinal);
                if (at < 0 || source.IndexOf(edit.Old, at + 1, StringComparison.Ordinal) >= 0)
                {
                    throw new InvalidOperationException(
                        $"The text that the break '{mutation.Name}' replaces does not stand in {edit.File} exactly once: the source was changed, change the break with it. It is: {edit.Old}");
                }

                File.WriteAllText(file, source.Replace(edit.Old, edit.New.Replace("BROKEN", $"global::Mutant.Is(\"{mutation.Name}\")", StringComparison.Ordinal), StringComparison.Ordinal));
            }
        }

        File.WriteAllText(
            Path.Combine(core, "Mutant.cs"),
            $$"""
            internal static class Mutant
            {
                private static readonly string? s_chosen = System.Environment.GetEnvironmentVariable("{{Variable}}");

                public static bool Is(string name) => s_chosen == name;
            }
            """);
    }

    private async Task CompileAsync(string core)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            "build", Path.Combine(core, "FaunaFunctions.Core.csproj"), "-nologo", "-o", Path.Combine(_folder, "core"), "-p:TreatWarningsAsErrors=false",
            "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-p:EnforceCodeStyleInBuild=false", "-p:NoWarn=CS1591", "-nodeReuse:false",
        })
        {
            start.ArgumentList.Add(argument);
        }

        // What the test's own build set for itself is not for this one.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        var (exitCode, output) = await SimulationProcess.RunAsync(start);
        Assert.True(exitCode == 0, output);
    }

    private static void CopySources(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                File.Copy(file, Path.Combine(to, name));
            }
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FaunaFunctions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The repository of these tests is not above them.");
    }
}
