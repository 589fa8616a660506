using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Telemetry;

/// <summary>Where telemetry goes, as the app settings say.</summary>
/// <param name="ApplicationInsights">Connection string; null for not there.</param>
/// <param name="Authentication">How to prove who sends to Application Insights.</param>
/// <param name="Otlp">Whether to an OpenTelemetry collector.</param>
/// <param name="Settings">The settings of OpenTelemetry's own that are set, by name.</param>
/// <param name="Problems">Settings that could not be used, for the log.</param>
internal sealed record TelemetryDestinations(
    string? ApplicationInsights,
    InsightsAuthentication Authentication,
    bool Otlp,
    IReadOnlyDictionary<string, string?> Settings,
    IReadOnlyList<string> Problems)
{
    private const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationString = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] OpenTelemetrySettings =
    [
        OtlpEndpoint,
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "OTEL_METRIC_EXPORT_INTERVAL",
        "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_RESOURCE_ATTRIBUTES",
        "OTEL_SERVICE_NAME",
        "OTEL_TRACES_SAMPLER",
        "OTEL_TRACES_SAMPLER_ARG",
    ];

    /// <summary>Whether telemetry goes anywhere.</summary>
    public bool Any => ApplicationInsights is not null || Otlp;

    /// <summary>Reads them. What is wrong with them keeps nothing from being exported: it is a problem for the log.</summary>
    public static TelemetryDestinations Read(HandlerEnvironment environment)
    {
        var problems = new List<string>();
        var settings = new Dictionary<string, string?>();
        foreach (var name in OpenTelemetrySettings)
        {
            if (Find(environment, name, problems) is { } value)
            {
                settings.Add(name, value);
            }
        }

        var insights = Find(environment, ConnectionString, problems);
        var authentication = InsightsAuthentication.Key;
        if (Find(environment, AuthenticationString, problems) is { } text)
        {
            if (InsightsAuthentication.Parse(text) is { } parsed)
            {
                authentication = parsed;
            }
            else
            {
                problems.Add($"{AuthenticationString} must be 'Authorization=AAD' or 'ClientId=<client id>;Authorization=AAD'; nothing is sent to Application Insights.");
                insights = null;
            }
        }

        var otlp = settings.TryGetValue(OtlpEndpoint, out var endpoint);
        if (otlp && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            problems.Add($"{OtlpEndpoint} must be an http or https address; nothing is sent to a collector.");
            otlp = false;
        }

        return new TelemetryDestinations(insights, authentication, otlp, settings, problems);
    }

    private static string? Find(HandlerEnvironment environment, string name, List<string> problems)
    {
        try
        {
            return environment.Find(name);
        }
        catch (SettingsInvalid invalid)
        {
            problems.Add(invalid.Message);
            return null;
        }
    }
}
