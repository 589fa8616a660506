using FaunaFunctions.App.Tests.Host.Handlers;

namespace FaunaFunctions.App.Tests.Host.Proofs;

/// <summary>An app's folder with functions that a test names; removed at the end.</summary>
internal sealed class SmallApp : IDisposable
{
    /// <summary>A timer's function.json.</summary>
    public const string Timer = """{"bindings":[{"type":"timerTrigger","direction":"in","name":"myTimer","schedule":"0 */5 * * * *"}]}""";

    /// <summary>An HTTP function's function.json, to be forwarded.</summary>
    public const string Http = """
        {"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"function","methods":["get","post"],"route":"plain/{id?}"},{"type":"http","direction":"out","name":"res"}]}
        """;

    private const string HostJsonText = """
        {
          "version": "2.0", "functionTimeout": "00:05:00",
          "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" },
          "extensions": { "queues": { "messageEncoding": "none", "maxDequeueCount": 3 } },
          "customHandler": { "description": { "defaultExecutablePath": "handler" }, "enableForwardingHttpRequest": true, "initializationTimeout": "00:00:20" }
        }
        """;

    public SmallApp(params IReadOnlyList<(string Name, string Json)> functions)
    {
        Directory.CreateDirectory(Root);
        Write("host.json", HostJsonText);
        foreach (var (name, json) in functions)
        {
            Directory.CreateDirectory(Path.Combine(Root, name));
            Write(Path.Combine(name, "function.json"), json);
        }
    }

    /// <summary>Its full path.</summary>
    public string Root { get; } = Path.Combine(Path.GetTempPath(), "faunafunctions-tests", Guid.NewGuid().ToString("N"));

    /// <summary>App settings.</summary>
    public Dictionary<string, string> AppSettings { get; } = [];

    /// <summary>A queue function's function.json.</summary>
    public static string Queue(string queue) =>
        $$"""{"bindings":[{"type":"queueTrigger","direction":"in","name":"msg","queueName":"{{queue}}","connection":"AzureWebJobsStorage"}]}""";

    /// <summary>Writes a file.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Root, name), text);

    /// <summary>How the host is to be started with it.</summary>
    public FunctionsHostOptions With(HandlerLauncher launcher) => new() { Root = Root, AppSettings = AppSettings, Launcher = launcher };

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
