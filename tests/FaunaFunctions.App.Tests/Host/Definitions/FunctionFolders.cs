using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NCrontab;

namespace FaunaFunctions.App.Tests.Host.Definitions;

/// <summary>
/// The functions of an app: its folders that hold a function.json. The real host logs a bad one and runs without it; here any bad one refuses the app,
/// since none of ours may be bad.
/// </summary>
internal static partial class FunctionFolders
{
    /// <summary>Reads them.</summary>
    /// <param name="root">The app's folder.</param>
    /// <param name="host">Its host.json.</param>
    /// <param name="settings">App settings.</param>
    /// <exception cref="HostRefused">A name or a binding is not as the host wants it.</exception>
    public static IReadOnlyList<FunctionDefinition> Read(string root, HostJson host, IReadOnlyDictionary<string, string> settings)
    {
        var problems = new List<string>();
        var functions = new List<FunctionDefinition>();
        foreach (var file in Directory.EnumerateDirectories(root).Select(f => Path.Combine(f, "function.json")).Where(File.Exists).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file))!;
            if (!FunctionName().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"{name}: is no function name.");
            }

            if (functions.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                problems.Add($"{name}: is the name of two functions.");
            }

            if (new BindingReader(name, host, settings, problems).Read(File.ReadAllText(file)) is { } function
                && !string.Equals(settings.GetValueOrDefault($"AzureWebJobs.{name}.Disabled"), "true", StringComparison.OrdinalIgnoreCase))
            {
                functions.Add(function);
            }
        }

        return problems.Count == 0 ? functions : throw new HostRefused(problems);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex FunctionName();

    private sealed partial class BindingReader(string function, HostJson host, IReadOnlyDictionary<string, string> settings, List<string> problems)
    {
        public FunctionDefinition? Read(string text)
        {
            JsonNode? json;
            try
            {
                json = JsonNode.Parse(text);
            }
            catch (JsonException e)
            {
                return Problem<FunctionDefinition>(e.Message);
            }

            if (json?["bindings"] is not JsonArray { Count: > 0 } list)
            {
                return Problem<FunctionDefinition>("has no bindings.");
            }

            var bindings = new List<FunctionBinding>();
            var triggers = new List<Trigger?>();
            foreach (var node in list)
            {
                var binding = new FunctionBinding((string?)node!["name"] ?? "", (string?)node["type"] ?? "", (string?)node["direction"] ?? "");
                Check(binding, bindings);
                bindings.Add(binding);
                if (binding.Type.EndsWith("Trigger", StringComparison.Ordinal))
                {
                    triggers.Add(ReadTrigger(binding, node));
                }
            }

            if (triggers.Count != 1)
            {
                return Problem<FunctionDefinition>($"has {triggers.Count} triggers, not one.");
            }

            return triggers[0] is { } trigger ? new FunctionDefinition(function, trigger, bindings) : null;
        }

        private void Check(FunctionBinding binding, List<FunctionBinding> before)
        {
            if (!BindingName().IsMatch(binding.Name) || before.Any(b => b.Name == binding.Name))
            {
                problems.Add($"{function}: binding name '{binding.Name}' is missing, used twice, or not letters and digits.");
            }

            if (binding.Direction is not ("in" or "out" or "inout") || (binding.Name == "$return" && binding.Direction != "out"))
            {
                problems.Add($"{function}: binding '{binding.Name}' has direction '{binding.Direction}'.");
            }

            var known = binding.Type is "httpTrigger" or "http" or "timerTrigger" || (host.HasExtensionBundle && binding.Type is "queueTrigger" or "queue");
            if (!known)
            {
                problems.Add($"{function}: binding type '{binding.Type}' is not known.");
            }

            if (binding.Type.EndsWith("Trigger", StringComparison.Ordinal) && binding.Direction != "in")
            {
                problems.Add($"{function}: a trigger's direction is in.");
            }
        }

        private Trigger? ReadTrigger(FunctionBinding binding, JsonNode node) => binding.Type switch
        {
            "timerTrigger" => ReadTimer(binding, node),
            "queueTrigger" => ReadQueue(binding, node),
            "httpTrigger" => ReadHttp(binding, node),
            _ => null,
        };

        private TimerTrigger? ReadTimer(FunctionBinding binding, JsonNode node)
        {
            if (Expand((string?)node["schedule"], "schedule") is not { } schedule)
            {
                return null;
            }

            return CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null
                ? Problem<TimerTrigger>($"schedule '{schedule}' is not a six-field NCRONTAB expression.")
                : new TimerTrigger(binding.Name, schedule, (bool?)node["runOnStartup"] ?? false);
        }

        private QueueTrigger? ReadQueue(FunctionBinding binding, JsonNode node)
        {
            if (Expand((string?)node["queueName"], "queueName") is not { } queue)
            {
                return null;
            }

            if (!QueueName().IsMatch(queue) || queue.Length is < 3 or > 63)
            {
                return Problem<QueueTrigger>($"queue name '{queue}' is not one that the service accepts.");
            }

            var connection = (string?)node["connection"] is { Length: > 0 } name ? name : "AzureWebJobsStorage";
            return settings.GetValueOrDefault(connection) is { Length: > 0 } text
                ? new QueueTrigger(binding.Name, queue, text)
                : Problem<QueueTrigger>($"connection '{connection}' does not exist.");
        }

        private HttpTrigger? ReadHttp(FunctionBinding binding, JsonNode node)
        {
            if (!Enum.TryParse<AuthLevel>((string?)node["authLevel"] ?? "function", ignoreCase: true, out var level))
            {
                return Problem<HttpTrigger>($"authLevel '{node["authLevel"]}' is not known.");
            }

            var route = (string?)node["route"] ?? function;
            if (route.StartsWith('/') || route.Split('/')[0] is "admin" or "runtime")
            {
                return Problem<HttpTrigger>($"route '{route}' is reserved, or starts with a slash.");
            }

            var methods = (node["methods"] as JsonArray ?? []).Select(m => ((string)m!).ToUpperInvariant()).ToArray();
            return new HttpTrigger(binding.Name, level, methods, route);
        }

        private string? Expand(string? text, string field)
        {
            if (string.IsNullOrEmpty(text))
            {
                return Problem<string>($"has no {field}.");
            }

            return AppSettingText.TryExpand(text, settings, out var expanded)
                ? expanded
                : Problem<string>($"'%{expanded}%' of its {field} does not resolve to a value.");
        }

        private T? Problem<T>(string text)
            where T : class
        {
            problems.Add($"{function}: {text}");
            return null;
        }

        [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9]{0,127}|\$return)\z")]
        private static partial Regex BindingName();

        [GeneratedRegex(@"^[a-z0-9](-?[a-z0-9])*\z")]
        private static partial Regex QueueName();
    }
}
