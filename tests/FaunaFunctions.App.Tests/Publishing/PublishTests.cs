using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace FaunaFunctions.App.Tests.Publishing;

[UnsupportedOSPlatform("windows")]
public sealed class PublishTests : IDisposable
{
    private const string Settings = """
        {
          "connections": { "main": { "secret": "%FAUNA_SECRET%" } },
          "exports": [ { "collection": "orders", "index": "orders_by_ts", "schedule": "%ORDERS_SCHEDULE%", "fullSchedule": "0 0 3 * * SUN" } ]
        }
        """;

    private const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string[] Common =
    [
        "check/function.json", "continue-export/function.json", "discover/function.json", "faunafunctions-app", "host.json",
        "reset/function.json", "spec/function.json", "status/function.json", "sync/function.json", "verify/function.json",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("publish-").FullName;

    private string Target => Path.Combine(_folder, "app");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_publish_is_the_deployable_folder_and_nothing_else()
    {
        var app = await PublishedApp.GetAsync();

        AssertPackage(app.Folder, app.Package, [.. Common, "run-due/function.json"]);
    }

    [Fact]
    public async Task The_executable_is_native_and_stripped()
    {
        var app = await PublishedApp.GetAsync();

        await using var file = File.OpenRead(app.Executable);
        var head = new byte[4];
        await file.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal("\u007fELF"u8.ToArray(), head);
        Assert.InRange(file.Length, 5_000_000, 40_000_000);
        Assert.Equal(-1, IndexOf(await File.ReadAllBytesAsync(app.Executable, TestContext.Current.CancellationToken), ".debug_info"u8));
    }

    [Fact]
    public async Task Settings_come_along_with_their_functions_and_leave_no_trace_when_they_go()
    {
        var settings = Path.Combine(_folder, "mine.json");
        await File.WriteAllTextAsync(settings, Settings, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Target);
        var secrets = Path.Combine(Target, "local.settings.json");
        await File.WriteAllTextAsync(secrets, "{}", TestContext.Current.CancellationToken);

        // Without -r, as deployment tools do.
        await PublishAsync($"-p:ExportSettings={settings}");
        var with = new[] { "exports.json", "export-orders/function.json", "snapshot-orders/function.json" };
        AssertPackage(Target, PublishedApp.ZipOf(Target), [.. Common, .. with], beside: "local.settings.json");
        Assert.Equal(Settings, await File.ReadAllTextAsync(Path.Combine(Target, "exports.json"), TestContext.Current.CancellationToken));
        var timer = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Target, "export-orders", "function.json"), TestContext.Current.CancellationToken));
        Assert.Equal("%ORDERS_SCHEDULE%", (string?)timer!["bindings"]![0]!["schedule"]);

        await PublishAsync($"-p:ExportSettings={PublishedApp.NoSettings}", "-p:ExportsQueue=%25EXPORTS_QUEUE%25");
        AssertPackage(Target, PublishedApp.ZipOf(Target), [.. Common, "run-due/function.json"], beside: "local.settings.json");
        var queue = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Target, "continue-export", "function.json"), TestContext.Current.CancellationToken));
        Assert.Equal("%EXPORTS_QUEUE%", (string?)queue!["bindings"]![0]!["queueName"]);
    }

    [Fact]
    public async Task Bad_settings_fail_the_publish_with_their_own_message()
    {
        var settings = Path.Combine(_folder, "mine.json");
        await File.WriteAllTextAsync(settings, Settings.Replace("\"orders\"", "\"orders\", \"name\": \"../etc\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var (code, output) = await PublishedApp.TryPublishAsync(Target, $"-p:ExportSettings={settings}");

        Assert.NotEqual(0, code);
        Assert.Contains("mine.json:3:", output, StringComparison.Ordinal);
        Assert.Contains("exports[0].name: is no export's name", output, StringComparison.Ordinal);
        Assert.False(File.Exists(PublishedApp.ZipOf(Target)));
    }

    [Fact]
    public async Task Settings_that_are_not_there_fail_the_publish()
    {
        var (code, output) = await PublishedApp.TryPublishAsync(Target, "-p:ExportSettings=nope.json");

        Assert.NotEqual(0, code);
        Assert.Contains($"{Path.Combine(DotNet.Root, "nope.json")} does not exist", output, StringComparison.Ordinal);
        Assert.False(File.Exists(PublishedApp.ZipOf(Target)));
    }

    [Fact]
    public async Task Without_a_linker_it_says_what_to_install()
    {
        var environment = new Dictionary<string, string?> { ["PATH"] = _folder };
        File.CreateSymbolicLink(Path.Combine(_folder, "sh"), "/bin/sh");

        // The publish asks before it builds; alone the question takes seconds.
        var (code, output) = await DotNet.RunAsync(
            environment, "msbuild", "src/FaunaFunctions.App", "-t:CheckLinker", "-p:_IsPublishing=true", "-p:Configuration=Release", "-p:RuntimeIdentifier=linux-x64");

        Assert.NotEqual(0, code);
        Assert.Contains("apt-get install gcc", output, StringComparison.Ordinal);
        Assert.Contains("-p:PublishAot=false", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_native_compilation_it_is_one_file_all_the_same()
    {
        var (code, output) = await DotNet.RunAsync(
            new Dictionary<string, string?>(),
            "publish", "src/FaunaFunctions.App", "-c", "Release", "-o", Target, "-p:PublishAot=false", $"-p:ExportSettings={PublishedApp.NoSettings}",
            $"-p:PackageFile={PublishedApp.ZipOf(Target)}", "--artifacts-path", PublishedApp.JitBuild, "--disable-build-servers");

        Assert.True(code == 0, output);
        AssertPackage(Target, PublishedApp.ZipOf(Target), [.. Common, "run-due/function.json"]);

        // It says what it lacks and ends: whatever it is packed in, it starts.
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Target, PublishedApp.ExecutableName), ["--nope"]) { RedirectStandardError = true })!;
        Assert.Contains("There is no option --nope", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
    }

    private async Task PublishAsync(params string[] args)
    {
        var (code, output) = await PublishedApp.TryPublishAsync(Target, args);
        Assert.True(code == 0, output);
    }

    private static void AssertPackage(string folder, string package, IEnumerable<string> expected, params string[] beside)
    {
        var files = expected.Order(StringComparer.Ordinal).ToList();
        var published = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), File.GetUnixFileMode);
        Assert.Equal(files.Concat(beside).Order(StringComparer.Ordinal), published.Keys.Order(StringComparer.Ordinal));

        using var zip = ZipFile.OpenRead(package);
        var zipped = zip.Entries.Where(e => !e.FullName.EndsWith('/')).ToDictionary(e => e.FullName, e => (UnixFileMode)((e.ExternalAttributes >> 16) & 0x1FF));
        Assert.Equal(files, zipped.Keys.Order(StringComparer.Ordinal));

        foreach (var modes in (IReadOnlyDictionary<string, UnixFileMode>[])[published, zipped])
        {
            Assert.Equal(["faunafunctions-app"], modes.Where(f => (f.Value & Run) != 0).Select(f => f.Key));
            Assert.Equal(Run, modes["faunafunctions-app"] & Run);
            Assert.All(modes.Keys.Except(beside), f => Assert.True(modes[f].HasFlag(UnixFileMode.UserRead | UnixFileMode.OtherRead), f));
        }

        Assert.All(zip.Entries.Where(e => !e.FullName.EndsWith('/')), entry =>
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, entry.FullName)), copy.ToArray());
        });
    }

    private static int IndexOf(byte[] content, ReadOnlySpan<byte> text) => content.AsSpan().IndexOf(text);
}
