using System.Globalization;
using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Tests.Functions;

/// <summary>The files that the Functions host and Core Tools read at the root.</summary>
public sealed class HostFilesTests
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    [Fact]
    public void The_host_starts_the_handler_and_forwards_requests_as_they_came()
    {
        var handler = Read("host.json")["customHandler"]!;

        Assert.Equal("faunafunctions-app", (string?)handler["description"]!["defaultExecutablePath"]);
        Assert.True((bool)handler["enableForwardingHttpRequest"]!);
        Assert.Equal(FunctionNames.RoutePrefix, (string?)Read("host.json")["extensions"]!["http"]!["routePrefix"]);
    }

    [Fact]
    public void Queue_messages_are_plain_text_and_one_run_goes_on_at_a_time()
    {
        var host = Read("host.json");
        var queues = host["extensions"]!["queues"]!;

        Assert.Equal("Microsoft.Azure.Functions.ExtensionBundle", (string?)host["extensionBundle"]!["id"]);
        Assert.Equal("none", (string?)queues["messageEncoding"]);
        Assert.Equal(1, (int)queues["batchSize"]!);
        Assert.Equal(0, (int)queues["newBatchThreshold"]!);

        // Tries must not be used up while the claim of a killed run lasts, which is a minute at most.
        var between = TimeSpan.Parse((string)queues["visibilityTimeout"]!, CultureInfo.InvariantCulture);
        Assert.True(between * ((int)queues["maxDequeueCount"]! - 1) > TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_time_limit_is_finite_and_failures_are_never_sampled_away()
    {
        var host = Read("host.json");

        Assert.InRange(TimeSpan.Parse((string)host["functionTimeout"]!, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
        Assert.Contains("Request", (string?)host["logging"]!["applicationInsights"]!["samplingSettings"]!["excludedTypes"], StringComparison.Ordinal);
    }

    [Fact]
    public void Core_Tools_get_a_worker_and_storage_and_no_real_secret()
    {
        var settings = Read("local.settings.sample.json");

        Assert.False((bool)settings["IsEncrypted"]!);
        Assert.Equal("custom", (string?)settings["Values"]!["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("UseDevelopmentStorage=true", (string?)settings["Values"]!["AzureWebJobsStorage"]);
        Assert.All(settings["Values"]!.AsObject(), value => Assert.DoesNotContain("fnA", (string?)value.Value, StringComparison.Ordinal));
        Assert.Contains("local.settings.json", File.ReadAllLines(Path.Combine(Root, ".gitignore")));
        Assert.Contains("local.settings.json", File.ReadAllLines(Path.Combine(Root, ".funcignore")));
    }

    private static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Root, name)))!.AsObject();

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "FaunaFunctions.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
