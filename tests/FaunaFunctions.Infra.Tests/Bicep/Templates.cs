using System.Collections.Concurrent;

namespace FaunaFunctions.Infra.Tests.Bicep;

/// <summary>The templates in a folder of their own, since the compiler writes beside what it reads, and what they deploy.</summary>
public sealed class Templates : IDisposable
{
    private const string ScenarioFolder = "tests/FaunaFunctions.Infra.Tests/Scenarios";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faunafunctions-infra-");
    private readonly ConcurrentDictionary<string, Task<Deployment>> _deployments = new();

    public Templates()
    {
        Copy("infra");
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
            "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002");
        Assert.True(run.Code == 0 && run.Messages.Length == 0, run.Messages);
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
