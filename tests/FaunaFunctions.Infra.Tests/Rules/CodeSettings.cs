using System.Text.RegularExpressions;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>The app settings that the app's code reads, found in its sources: the code has them as constants, and no other way to name them.</summary>
internal static partial class CodeSettings
{
    private static readonly string[] Connections = ["AzureWebJobsStorage", "EXPORTS_STORAGE"];

    /// <summary>Set by Azure or by the Functions host.</summary>
    private static readonly string[] OfThePlatform = ["FUNCTIONS_", "WEBSITE_"];

    /// <summary>Another way to say what the template says, or what it has no reason to say; each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotInTheTemplate { get; } = new Dictionary<string, string>
    {
        ["AzureWebJobsStorage"] = "a connection string; the template sets __accountName",
        ["EXPORTS_STORAGE"] = "a connection string; the template sets __accountName",
        ["AzureWebJobsStorage__blobServiceUri"] = "__accountName stands for it",
        ["AzureWebJobsStorage__tableServiceUri"] = "__accountName stands for it",
        ["AzureWebJobsStorage__queueServiceUri"] = "__accountName stands for it",
        ["EXPORTS_STORAGE__blobServiceUri"] = "__accountName stands for it",
        ["EXPORTS_STORAGE__tableServiceUri"] = "__accountName stands for it",
        ["EXPORTS_STORAGE__queueServiceUri"] = "__accountName stands for it",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_METRIC_EXPORT_TIMEOUT"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_SERVICE_NAME"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_TRACES_SAMPLER"] = "fine adjustment of the collector, by referredSettings",
        ["OTEL_TRACES_SAMPLER_ARG"] = "fine adjustment of the collector, by referredSettings",
    };

    /// <summary>What the Functions host reads, whether or not the code does.</summary>
    public static IReadOnlySet<string> OfTheHost { get; } = new HashSet<string>
    {
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId", "AzureFunctionsJobHost__functionTimeout",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    };

    /// <summary>Names that the code reads, but for those that Azure or the host sets.</summary>
    public static IReadOnlySet<string> Read { get; } = Find();

    private static HashSet<string> Find()
    {
        var sources = Repository.Sources("src/FaunaFunctions.App").Concat(Repository.Sources("src/FaunaFunctions.Azure"))
            .Append(Repository.Read("src/FaunaFunctions.Core/Configuration/FunctionNames.cs")).ToList();
        var names = sources.SelectMany(text => Whole().Matches(text)).Select(m => m.Groups[1].Value).ToHashSet();
        var suffixes = sources.SelectMany(text => Suffix().Matches(text)).Select(m => m.Groups[1].Value).ToHashSet();
        names.UnionWith(Connections.Where(names.Contains).SelectMany(prefix => suffixes.Select(suffix => prefix + suffix)).ToList());
        names.RemoveWhere(name => OfThePlatform.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        return names;
    }

    [GeneratedRegex("""
        "((?:FAUNA|EXPORTS|APPLICATIONINSIGHTS|OTEL|FUNCTIONS|WEBSITE|AZURE)_[A-Z0-9_]+|AzureWebJobsStorage|AzureFunctionsJobHost__[A-Za-z_]+)"
        """)]
    private static partial Regex Whole();

    [GeneratedRegex("""
        "(__[a-z][A-Za-z]+)"
        """)]
    private static partial Regex Suffix();
}
