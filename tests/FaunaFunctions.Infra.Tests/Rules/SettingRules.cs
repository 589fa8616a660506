using System.Globalization;
using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Infra.Tests.Bicep;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>App settings: all that the code reads, nothing that nobody reads, identities and references in place of keys and secrets.</summary>
internal static class SettingRules
{
    /// <summary>What the service refuses on a Flex Consumption plan.</summary>
    private static readonly string[] Refused =
    [
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENTSHARE",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "ENABLE_ORYX_BUILD", "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "FUNCTIONS_WORKER_PROCESS_COUNT", "WEBSITE_VNET_ROUTE_ALL", "WEBSITE_TIME_ZONE", "TZ",
    ];

    /// <summary>What is wrong with a deployment's app settings.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="secrets">App settings that must refer to the vault.</param>
    /// <param name="referred">App settings that the exports' settings refer to.</param>
    /// <param name="collector">Whether a collector was asked for.</param>
    public static IEnumerable<string> Check(Deployment deployment, string[] secrets, string[] referred, bool collector)
    {
        var settings = deployment.AppSettings;
        var own = secrets.Concat(referred).ToList();
        var optional = collector ? [] : new[] { "OTEL_EXPORTER_OTLP_ENDPOINT" };
        // One of the two says what to export.
        var exports = settings.ContainsKey("FAUNA_EXPORTS") ? "FAUNA_EXPORTS_FILE" : "FAUNA_EXPORTS";
        var wanted = CodeSettings.Read.Union(CodeSettings.OfTheHost).Except(CodeSettings.NotInTheTemplate.Keys).Except(optional).Where(name => name != exports).Concat(own);
        foreach (var name in wanted.Where(name => !settings.ContainsKey(name)))
        {
            yield return name is "FAUNA_EXPORTS_FILE"
                ? "app setting FAUNA_EXPORTS_FILE or FAUNA_EXPORTS is missing: nothing says what to export"
                : $"app setting {name} is missing: the code or the host reads it";
        }

        foreach (var (name, value) in settings)
        {
            var known = CodeSettings.Read.Contains(name) || CodeSettings.OfTheHost.Contains(name) || own.Contains(name);
            foreach (var problem in Problems(name, value, known, secrets.Contains(name)))
            {
                yield return $"app setting {name} {problem}";
            }
        }
    }

    private static IEnumerable<string> Problems(string name, JsonNode? value, bool known, bool isSecret)
    {
        var text = value is JsonValue v && v.TryGetValue<string>(out var s) ? s : null;
        if (text is not { Length: > 0 })
        {
            yield return "is no text, or an empty one";
            yield break;
        }

        if (!known)
        {
            yield return "is set, but nothing reads it";
        }

        if (Refused.Contains(name) || name.Contains(':', StringComparison.Ordinal))
        {
            yield return "is refused by the service on a Flex Consumption plan";
        }

        if (isSecret && !text.StartsWith("@Microsoft.KeyVault(VaultName=kv-", StringComparison.Ordinal))
        {
            yield return "is not a reference to the vault";
        }

        if (text.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase) || text.Contains("SharedAccess", StringComparison.OrdinalIgnoreCase) || text.Contains("listKeys", StringComparison.OrdinalIgnoreCase))
        {
            yield return "holds a key";
        }

        foreach (var problem in ProblemsOf(name, text))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsOf(string name, string text) => name switch
    {
        _ when name.EndsWith("__credential", StringComparison.Ordinal) && text != "managedidentity" => ["must be managedidentity"],
        _ when name.EndsWith("__clientId", StringComparison.Ordinal) && !text.EndsWith(".clientId]", StringComparison.Ordinal) => ["is not the client id of the identity"],
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING" when !(text.StartsWith("[format('ClientId={0};Authorization=AAD'", StringComparison.Ordinal) && text.EndsWith(".clientId)]", StringComparison.Ordinal)) =>
            ["does not name the identity"],
        "AzureFunctionsJobHost__functionTimeout" when !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var limit) || limit < TimeSpan.FromMinutes(5) =>
            ["must be a finite time, and five minutes at least"],
        "EXPORTS_QUEUE" when text != FunctionNames.DefaultQueue => [$"is not the queue that the package's function is bound to unless told otherwise, {FunctionNames.DefaultQueue}"],
        _ => [],
    };
}
