using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FaunaFunctions.Infra.Tests.Bicep;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>Every alert is there, on, and asks for names that the code emits.</summary>
internal static partial class AlertRules
{
    /// <summary>Type of alerts over logs.</summary>
    public const string Type = "Microsoft.Insights/scheduledQueryRules";

    /// <summary>What is wrong with a deployment's alerts.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="told">Whether somebody must be told.</param>
    public static IEnumerable<string> Check(Deployment deployment, bool told)
    {
        var rules = deployment.OfType(Type).ToList();
        foreach (var alert in Alert.All)
        {
            var rule = rules.SingleOrDefault(r => Deployment.NameOf(r).EndsWith("-" + alert.Name, StringComparison.Ordinal));
            if (rule is null)
            {
                yield return $"alert {alert.Name} is missing";
                continue;
            }

            foreach (var problem in Problems(alert, rule["properties"]!.AsObject(), told))
            {
                yield return $"alert {alert.Name} {problem}";
            }
        }

        foreach (var rule in rules.Where(r => !Alert.All.Any(a => Deployment.NameOf(r).EndsWith("-" + a.Name, StringComparison.Ordinal))))
        {
            yield return $"alert {Deployment.NameOf(rule)} is not expected";
        }

        if (!LogsQueueWrites(deployment))
        {
            yield return "alert poison-message can see nothing: the host account's queue service does not log its writes";
        }
    }

    private static IEnumerable<string> Problems(Alert alert, JsonObject properties, bool told)
    {
        if ((bool?)properties["enabled"] != true)
        {
            yield return "is off";
        }

        if (!((string?)properties["scopes"]?[0] ?? "").Contains("/workspaces/", StringComparison.Ordinal))
        {
            yield return "does not watch the workspace";
        }

        if (told && properties["actions"]?["actionGroups"] is not JsonArray { Count: > 0 })
        {
            yield return "tells nobody";
        }

        var condition = properties["criteria"]!["allOf"]![0]!;
        if ((string?)condition["operator"] != "GreaterThan" || (double?)condition["threshold"] != 0 || (string?)condition["timeAggregation"] != "Count")
        {
            yield return "does not come with the first row";
        }

        var query = (string)condition["query"]!;
        foreach (var missing in alert.Metrics.Select(m => $"\"{m}\"").Concat(alert.Mentions).Where(m => !query.Contains(m, StringComparison.Ordinal)))
        {
            yield return $"does not ask for {missing}";
        }

        foreach (var unknown in MetricName().Matches(query).Select(m => m.Groups[1].Value).Where(m => !EmittedMetrics.All.Contains(m)))
        {
            yield return $"asks for the metric {unknown}, which the code does not emit";
        }

        foreach (var unknown in Tag().Matches(query).Select(m => m.Groups[1].Value).Where(tag => !EmittedMetrics.Says(tag)))
        {
            yield return $"asks for the tag {unknown}, which the code does not emit";
        }

        foreach (var unknown in Outcome().Matches(query).SelectMany(m => Word().Matches(m.Value)).Select(m => m.Groups[1].Value).Where(word => !EmittedMetrics.Says(word)))
        {
            yield return $"asks for the outcome {unknown}, which the code does not emit";
        }
    }

    private static bool LogsQueueWrites(Deployment deployment) => deployment.OfType("Microsoft.Insights/diagnosticSettings")
        .Where(r => Deployment.ScopeOf(r).EndsWith($"/storageAccounts/st{RoleRules.TokenOf(deployment)}/queueServices/default", StringComparison.Ordinal))
        .SelectMany(r => r["properties"]!["logs"]!.AsArray())
        .Any(log => (string?)log!["category"] == "StorageWrite" && (bool?)log["enabled"] == true);

    [GeneratedRegex("\"(faunafunctions\\.[a-z._]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex("Properties\\[\"([a-z.]+)\"\\]")]
    private static partial Regex Tag();

    [GeneratedRegex("\\[\"outcome\"\\]\\) (?:== \"[a-z]+\"|in \\([^)]*\\))")]
    private static partial Regex Outcome();

    [GeneratedRegex("\"([a-z]+)\"(?!\\])")]
    private static partial Regex Word();
}
