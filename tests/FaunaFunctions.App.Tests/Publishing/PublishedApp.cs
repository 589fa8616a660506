namespace FaunaFunctions.App.Tests.Publishing;

/// <summary>
/// The function app as <c>dotnet publish</c> makes it: published once for all tests of a run, by the first that asks. What it is built in is kept
/// beside the tests' own output, so that the next run compiles only what has changed and no other build of the clone is disturbed.
/// </summary>
internal sealed class PublishedApp
{
    /// <summary>The executable's name.</summary>
    public const string ExecutableName = "faunafunctions-app";

    /// <summary>Stands for no settings file, even where the clone has one.</summary>
    public const string NoSettings = "none";

    private static readonly Lazy<Task<PublishedApp>> Published = new(PublishAsync);

    private PublishedApp(string folder) => Folder = folder;

    /// <summary>The deployable folder of the package without settings. Read only: other tests use it too.</summary>
    public string Folder { get; }

    /// <summary>The zip of the same.</summary>
    public string Package => ZipOf(Folder);

    /// <summary>The native executable.</summary>
    public string Executable => Path.Combine(Folder, ExecutableName);

    /// <summary>Where the package with the runtime in it is built.</summary>
    public static string JitBuild => Path.Combine(Home, "build-jit");

    private static string Home => Path.Combine(AppContext.BaseDirectory, "published");

    /// <summary>The published app.</summary>
    public static Task<PublishedApp> GetAsync() => Published.Value;

    /// <summary>Makes an app root for a host: the published files, with settings and the functions of those settings.</summary>
    /// <param name="root">Its folder, which is made.</param>
    /// <param name="exports">The settings file's content.</param>
    /// <param name="hostJson">Instead of the published host.json; null for that one.</param>
    public async Task InstallAsync(string root, string exports, string? hostJson = null)
    {
        Directory.CreateDirectory(root);
        File.Copy(Executable, Path.Combine(root, ExecutableName), overwrite: true);
        File.Copy(Path.Combine(Folder, "host.json"), Path.Combine(root, "host.json"), overwrite: true);
        if (hostJson is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(root, "host.json"), hostJson);
        }

        var settings = Path.Combine(root, "exports.json");
        await File.WriteAllTextAsync(settings, exports);
        await RequireAsync("exec", Generator, "functions", "--config", settings, "--out", root);
    }

    /// <summary>Publishes once more, to another folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="args">Arguments beside those that name project, configuration and folder.</param>
    public static Task<(int Code, string Output)> TryPublishAsync(string folder, params IReadOnlyList<string> args) => DotNet.RunAsync(
        new Dictionary<string, string?>(),
        [
            "publish", "src/FaunaFunctions.App", "-c", "Release", "-o", folder, $"-p:PackageFile={ZipOf(folder)}",
            "--artifacts-path", Path.Combine(Home, "build"), "--disable-build-servers", .. args,
        ]);

    /// <summary>Where the zip of a folder lands.</summary>
    public static string ZipOf(string folder) => folder + ".zip";

    private static string Generator => Path.Combine(Home, "build", "bin", "FaunaFunctions.Cli", "release", "faunafunctions.dll");

    private static async Task<PublishedApp> PublishAsync()
    {
        var folder = Path.Combine(Home, "app");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var (code, output) = await TryPublishAsync(folder, "-r", "linux-x64", $"-p:ExportSettings={NoSettings}");
        Assert.True(code == 0, output);
        return new PublishedApp(folder);
    }

    private static async Task RequireAsync(params IReadOnlyList<string> args)
    {
        var (code, output) = await DotNet.RunAsync(new Dictionary<string, string?>(), args);
        Assert.True(code == 0, output);
    }
}
