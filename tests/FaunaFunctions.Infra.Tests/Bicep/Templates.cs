using System.Collections.Concurrent;

namespace FaunaFunctions.Infra.Tests.Bicep;

/// <summary>The templates in a folder of their own, since the compiler writes beside what it reads, and what they deploy.</summary>
public sealed class Templates : IDisposable
{
    private const string ScenarioFolder = "tests/FaunaFunctions.Infra.Tests/Scenarios";

    // What the linter says is another test's: what a deployment lacks is to be named by its own rule, and not by a variable that became unused with it.
    private const string Unlinted = "unlinted.json";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faunafunctions-infra-");
    private readonly ConcurrentDictionary<string, Task<Deployment>> _deployments = new();

    public Templates()
    {
        Copy("infra");
        File.WriteAllText(Path.Combine(_folder.FullName, Unlinted), """{ "analyzers": { "core": { "enabled": false } } }""");
        Copy(ScenarioFolder);
    }

    /// <summary>A copy of the repository that holds nothing but Bicep.</summary>
    internal string Folder => _folder.FullName;

    /// <summary>Copy of the folder <c>infra</c>.</summary>
    internal string Infra => Path.Combine(_folder.FullName, "infra");

    /// <summary>What the sample parameters deploy: the defaults.</summary>
    internal Task<Deployment> DefaultAsync() => DeployAsync("infra/main");

    /// <summary>What is deployed with everything on that can be.</summary>
    internal Task<Deployment> EverythingAsync() => DeployAsync($"{ScenarioFolder}/everything");

    /// <summary>What is deployed where exports go to an account that is there already.</summary>
    internal Task<Deployment> ExistingAccountAsync() => DeployAsync($"{ScenarioFolder}/existing-account");

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<Deployment> DeployAsync(string parameters) => _deployments.GetOrAdd(parameters, PredictAsync);

    private async Task<Deployment> PredictAsync(string parameters)
    {
        var run = await Compiler.RunAsync(
            _folder.FullName, "snapshot", parameters + ".bicepparam", "--mode", "overwrite", "--location", "westeurope", "--deployment-name", "test",
            "--config", Path.Combine(_folder.FullName, Unlinted), "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002");
        Assert.True(run.Code == 0, run.Messages);
        return Deployment.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, parameters + ".snapshot.json")));
    }

    private void Copy(string relative)
    {
        var from = Repository.PathOf(relative);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder.FullName, relative, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }
}
