using FaunaFunctions.App.Telemetry;
using FaunaFunctions.App.Tests.Http;

namespace FaunaFunctions.App.Tests.Telemetry;

public sealed class SendingTests
{
    private const string Http = "http/protobuf";

    [Fact]
    public async Task A_collector_has_metrics_and_traces_before_the_caller_has_the_result()
    {
        await using var otlp = await OtlpReceiver.StartAsync();
        await using var app = await HttpApp.StartAsync(
            50, ("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", Http), ("WEBSITE_SITE_NAME", "shop-exports"));
        await app.PostAsync("/api/sync/things?wait=60");

        app.Database.Put("things", HttpApp.Document(51));
        await app.PostAsync("/api/sync/things?wait=60");

        var metrics = otlp.Posted("/v1/metrics");
        foreach (var name in (string[])["rows", "bytes", "stored_bytes", "parts", "pages", "runs", "run.duration", "lag", "history.margin"])
        {
            Assert.Contains("faunafunctions." + name, metrics, StringComparison.Ordinal);
        }

        foreach (var text in (string[])["things", "incremental", "completed", "shop-exports"])
        {
            Assert.Contains(text, metrics, StringComparison.Ordinal);
        }

        Assert.Contains("POST api/sync", otlp.Posted("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain(app.KeySecret, metrics + otlp.Posted("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain(HttpApp.FunctionKey, metrics + otlp.Posted("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_Insights_has_them_too()
    {
        await using var insights = await OtlpReceiver.StartAsync();
        await using var app = await HttpApp.StartAsync(
            50, ("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={insights.Url}/"));

        await app.PostAsync("/api/sync/things?wait=60");

        var posted = insights.Posted("/track");
        Assert.Contains("\"faunafunctions.rows\"", posted, StringComparison.Ordinal);
        Assert.Contains("\"faunafunctions.lag\"", posted, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"export\"", posted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_fails_no_run()
    {
        await using var app = await HttpApp.StartAsync(
            50, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_EXPORTER_OTLP_PROTOCOL", Http));

        var answer = await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal((200, "50"), (answer.Status, answer["rows"]));
    }

    [Fact]
    public async Task Without_a_destination_there_is_no_SDK()
    {
        await using var app = await HttpApp.StartAsync();

        Assert.Throws<InvalidOperationException>(app.Service<TelemetrySender>);
        Assert.Throws<InvalidOperationException>(app.Service<RunTelemetry>);
    }

    [Theory]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=Key")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/x)")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "no connection string")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    public async Task Telemetry_settings_that_cannot_be_used_are_said_and_keep_nothing_from_running(string name, string value)
    {
        using var console = new ConsoleText();
        await using var app = await HttpApp.StartAsync(5, (name, value));

        var answer = await app.PostAsync("/api/sync/things?wait=60");

        Assert.Equal((200, "5"), (answer.Status, answer["rows"]));
        Assert.Contains("Telemetry: ", console.ToString(), StringComparison.Ordinal);
        Assert.Contains(name, console.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization=AAD", true, null)]
    [InlineData("ClientId=11111111-2222-3333-4444-555555555555;Authorization=AAD", true, "11111111-2222-3333-4444-555555555555")]
    [InlineData(" authorization = aad ; clientid = x ;", true, "x")]
    [InlineData("ClientId=x", false, null)]
    [InlineData("Authorization=AAD;ClientId=", false, null)]
    [InlineData("", false, null)]
    public void The_authentication_string_names_the_identity(string text, bool understood, string? clientId)
    {
        var authentication = InsightsAuthentication.Parse(text);

        Assert.Equal(understood, authentication is { Entra: true });
        Assert.Equal(clientId, authentication?.ClientId);
    }
}
