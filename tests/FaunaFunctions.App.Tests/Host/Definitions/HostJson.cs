using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FaunaFunctions.App.Tests.Host.Definitions;

/// <summary>What the host reads from host.json, with the app settings <c>AzureFunctionsJobHost__…</c> over it.</summary>
internal sealed record HostJson
{
    private const string Override = "AzureFunctionsJobHost__";

    /// <summary>The handler's executable, <c>%VAR%</c> expanded.</summary>
    public required string Executable { get; init; }

    /// <summary>Its arguments, joined by blanks without quotes.</summary>
    public required string Arguments { get; init; }

    /// <summary>Its current directory, relative to the app root.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Whether plain HTTP functions get their requests as they are.</summary>
    public bool ForwardsHttp { get; init; }

    /// <summary>How long the handler may take until it answers HTTP.</summary>
    public TimeSpan InitializationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an invocation may take; null for ever.</summary>
    public TimeSpan? FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>First segment of HTTP functions' paths.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>Whether queue triggers are known: they come from the extension bundle.</summary>
    public bool HasExtensionBundle { get; init; }

    /// <summary>How queue triggers behave.</summary>
    public QueueSettings Queues { get; init; } = new();

    /// <summary>Reads it.</summary>
    /// <param name="root">The app's folder.</param>
    /// <param name="settings">App settings.</param>
    /// <exception cref="HostRefused">It is missing, or the host would not start with it.</exception>
    public static HostJson Read(string root, IReadOnlyDictionary<string, string> settings)
    {
        var path = Path.Combine(root, "host.json");
        if (!File.Exists(path))
        {
            throw new HostRefused(["host.json: is missing."]);
        }

        JsonObject json;
        try
        {
            json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new HostRefused(["host.json: is not an object."]);
        }
        catch (JsonException e)
        {
            throw new HostRefused([$"host.json: {e.Message}"]);
        }

        foreach (var (name, value) in settings.Where(s => s.Key.StartsWith(Override, StringComparison.OrdinalIgnoreCase)))
        {
            Set(json, name[Override.Length..].Split("__"), value);
        }

        if ((string?)json["version"] != "2.0")
        {
            throw new HostRefused(["host.json: version must be \"2.0\"."]);
        }

        var handler = json["customHandler"];
        var description = handler?["description"];
        var executable = (string?)description?["defaultExecutablePath"];
        if (string.IsNullOrWhiteSpace(executable))
        {
            throw new HostRefused(["host.json: customHandler.description.defaultExecutablePath is required."]);
        }

        var queues = json["extensions"]?["queues"];
        var bundle = json["extensionBundle"];
        return new HostJson
        {
            Executable = AppSettingText.ExpandOrEmpty(executable, settings),
            Arguments = string.Join(' ', (description!["arguments"] as JsonArray ?? []).Select(a => AppSettingText.ExpandOrEmpty((string)a!, settings))),
            WorkingDirectory = (string?)description["workingDirectory"] ?? "",
            ForwardsHttp = Flag(handler!["enableForwardingHttpRequest"]),
            InitializationTimeout = Span(handler["initializationTimeout"]) ?? TimeSpan.FromSeconds(30),
            FunctionTimeout = (string?)json["functionTimeout"] == "-1" ? null : Span(json["functionTimeout"]) ?? TimeSpan.FromMinutes(30),
            RoutePrefix = (string?)json["extensions"]?["http"]?["routePrefix"] ?? "api",
            HasExtensionBundle = (string?)bundle?["id"] == "Microsoft.Azure.Functions.ExtensionBundle" && !string.IsNullOrEmpty((string?)bundle["version"]),
            Queues = new QueueSettings
            {
                BatchSize = Number(queues?["batchSize"]) ?? 16,
                MaxDequeueCount = Number(queues?["maxDequeueCount"]) ?? 5,
                VisibilityTimeout = Span(queues?["visibilityTimeout"]) ?? TimeSpan.Zero,
                IsBase64 = !string.Equals((string?)queues?["messageEncoding"], "none", StringComparison.OrdinalIgnoreCase),
            },
        };
    }

    private static bool Flag(JsonNode? node) => node is not null && bool.Parse(node.ToString());

    private static int? Number(JsonNode? node) => node is null ? null : int.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private static TimeSpan? Span(JsonNode? node) => node is null ? null : TimeSpan.Parse(node.ToString(), CultureInfo.InvariantCulture);

    private static void Set(JsonObject at, string[] path, string value)
    {
        foreach (var key in path[..^1])
        {
            var name = at.Select(p => p.Key).FirstOrDefault(k => k.Equals(key, StringComparison.OrdinalIgnoreCase)) ?? key;
            at = (JsonObject)(at[name] ??= new JsonObject());
        }

        at[at.Select(p => p.Key).FirstOrDefault(k => k.Equals(path[^1], StringComparison.OrdinalIgnoreCase)) ?? path[^1]] = value;
    }
}

/// <summary>How queue triggers behave: host.json, <c>extensions.queues</c>.</summary>
internal sealed record QueueSettings
{
    /// <summary>Messages taken at once.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Tries before a message goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a message stays hidden after a failure.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>Whether messages' texts are base64.</summary>
    public bool IsBase64 { get; init; } = true;
}
