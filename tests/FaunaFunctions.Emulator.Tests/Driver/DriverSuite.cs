using System.Text.Json;
using System.Text.RegularExpressions;
using FaunaFunctions.Emulator.Tests.Server;

namespace FaunaFunctions.Emulator.Tests.Driver;

/// <summary>One run of the JavaScript suite against an emulator of its own, and what became of each of its tests.</summary>
public sealed partial class DriverSuite : IAsyncLifetime
{
    private readonly Dictionary<string, JavaScriptTest> _outcomes = [];
    private string _output = "";

    /// <param name="Error">Why it failed, with the stack; null when it passed.</param>
    public sealed record JavaScriptTest(string Name, bool Passed, string? Error);

    private static IEnumerable<string> Files => Directory.GetFiles(Installation.Folder, "*.test.mjs").Order(StringComparer.Ordinal);

    /// <summary>The tests that the suite's files declare.</summary>
    public static IEnumerable<string> Declared => Files.SelectMany(f => Declaration().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value);

    public IReadOnlyCollection<string> Ran => _outcomes.Keys;

    public async ValueTask InitializeAsync()
    {
        await Installation.EnsureAsync(TestContext.Current.CancellationToken);
        await using var emulator = await EmulatorServer.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["FAUNA_HOST"] = emulator.Address.Host,
            ["FAUNA_PORT"] = $"{emulator.Address.Port}",
            ["FAUNA_SECRET"] = emulator.RootSecret,
        };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(3));
        var result = await Tool.RunAsync(
            "node", ["--test", "--test-reporter=./outcomes.mjs", "--test-reporter-destination=stdout", .. Files.Select(f => Path.GetFileName(f))], Installation.Folder, environment, timeout.Token);
        _output = $"node ended with {result.ExitCode}:\n{result.Output}\n{result.Errors}";
        foreach (var line in result.Output.Split('\n').Where(l => l.StartsWith('{')))
        {
            var test = JsonSerializer.Deserialize<JavaScriptTest>(line, JsonSerializerOptions.Web)!;
            _outcomes[test.Name] = test;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal void AssertPassed(string name)
    {
        Assert.True(_outcomes.TryGetValue(name, out var test), $"The test did not run. {_output}");
        Assert.True(test!.Passed, test.Error ?? "The test was skipped.");
    }

    [GeneratedRegex(@"^test\('(.+?)', async", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
