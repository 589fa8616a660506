using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NCrontab;

namespace FaunaFunctions.Cli.Tests.Functions;

/// <summary>What the Functions host asks of a function folder before it indexes it, written down apart from the code that generates them.</summary>
internal static partial class HostRules
{
    private static readonly string[] Methods = ["get", "head", "post", "put", "delete", "patch", "options"];

    /// <summary>What is wrong with a function; empty when nothing is.</summary>
    public static IEnumerable<string> Broken(string name, JsonObject function)
    {
        if (!FunctionName().IsMatch(name) || name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{name}: no function's name";
        }

        // The host ignores it: it would look switched off and run.
        if (function.ContainsKey("disabled"))
        {
            yield return $"{name}: disabled has no effect";
        }

        var bindings = function["bindings"]?.AsArray().Select(b => b!.AsObject()).ToList() ?? [];
        var triggers = bindings.Where(b => b.Text("type")!.EndsWith("Trigger", StringComparison.Ordinal)).ToList();
        if (triggers.Count != 1)
        {
            yield return $"{name}: {triggers.Count} triggers";
            yield break;
        }

        foreach (var binding in bindings)
        {
            if (!BindingName().IsMatch(binding.Text("name") ?? "") || binding.Text("direction") != (binding == triggers[0] ? "in" : "out"))
            {
                yield return $"{name}: a binding's name or direction";
            }
        }

        if (bindings.Select(b => b.Text("name")).Distinct(StringComparer.OrdinalIgnoreCase).Count() != bindings.Count)
        {
            yield return $"{name}: two bindings of one name";
        }

        var problem = triggers[0].Text("type") switch
        {
            "timerTrigger" => Timer(triggers[0], bindings.Count),
            "queueTrigger" => Queue(triggers[0], bindings.Count),
            "httpTrigger" => Http(triggers[0], bindings),
            var type => $"unknown trigger {type}",
        };
        if (problem is not null)
        {
            yield return $"{name}: {problem}";
        }
    }

    private static string? Timer(JsonObject trigger, int bindings)
    {
        var schedule = trigger.Text("schedule") ?? "";
        var isExpression = schedule.Split(' ').Length == 6
            && CrontabSchedule.TryParse(schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is not null;
        return bindings != 1 ? "a timer with other bindings"
            : !isExpression && !AppSetting().IsMatch(schedule) ? $"schedule '{schedule}'"
            : trigger["runOnStartup"]!.GetValue<bool>() ? "runs whenever an instance starts"
            : trigger["useMonitor"]!.GetValue<bool>() ? null : "misses what was due while nothing ran";
    }

    private static string? Queue(JsonObject trigger, int bindings)
    {
        var queue = trigger.Text("queueName") ?? "";
        return bindings != 1 ? "a queue function with other bindings"
            : queue.Length is < 3 or > 63 || !(Regex.IsMatch(queue, "^[a-z0-9]+(-[a-z0-9]+)*$") || AppSetting().IsMatch(queue)) ? $"queue '{queue}'"
            : trigger.Text("connection") == "AzureWebJobsStorage" ? null : "connection";
    }

    /// <summary>Only a function of exactly one httpTrigger and one http out gets requests as they came.</summary>
    private static string? Http(JsonObject trigger, List<JsonObject> bindings) =>
        bindings.Count != 2 || bindings[1].Text("type") != "http" ? "would not be forwarded"
        : trigger.Text("authLevel") is not ("function" or "admin") ? "open to anybody"
        : trigger["methods"] is not JsonArray { Count: > 0 } methods || methods.Any(m => !Methods.Contains(m!.GetValue<string>())) ? "methods"
        : trigger.Text("route") is not { Length: > 0 } route || route.StartsWith('/') || route.StartsWith("admin", StringComparison.Ordinal) ? "route"
        : null;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{0,127}\z")]
    private static partial Regex BindingName();

    [GeneratedRegex(@"\A%[A-Za-z0-9_.:-]+%\z")]
    private static partial Regex AppSetting();
}
