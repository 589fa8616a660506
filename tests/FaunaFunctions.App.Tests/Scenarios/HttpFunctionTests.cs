using System.Net;
using System.Text;
using System.Text.Json;
using FaunaFunctions.App.Tests.Host;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;

namespace FaunaFunctions.App.Tests.Scenarios;

public sealed class HttpFunctionTests(AzuriteFixture azurite)
{
    private const string Canary = "fnCANARYdoNotPrintMe0123456789";

    private const string Exports = """
        { "collection": "orders", "index": "orders_by_ts", "deletions": { "mode": "deleted_field" }, "schedule": "0 */5 * * * *", "partSize": "4 KiB" },
        { "name": "wrong", "collection": "nope" }
        """;

    private static readonly (string Method, string Path, string Key, int Status)[] Calls =
    [
        ("GET", "/api/check", "function-key", 200),
        ("GET", "/api/check?export=orders", "function-key", 200),
        ("GET", "/api/check?export=wrong", "function-key", 200),
        ("GET", "/api/check?export=none", "function-key", 404),
        ("GET", "/api/discover?export=orders&sample=10", "function-key", 200),
        ("GET", "/api/discover?export=orders&sample=x", "function-key", 400),
        ("GET", "/api/spec", "function-key", 200),
        ("GET", "/api/status", "function-key", 200),
        ("GET", "/api/status/orders", "function-key", 200),
        ("GET", "/api/status/none", "function-key", 404),
        ("POST", "/api/sync/orders?mode=full&wait=30", "function-key", 200),
        ("POST", "/api/sync/orders?mode=incremental&wait=30", "function-key", 200),
        ("POST", "/api/sync/orders?mode=sideways", "function-key", 400),
        ("POST", "/api/sync/none", "function-key", 404),
        ("POST", "/api/sync/wrong?wait=30", "function-key", 500),
        ("POST", "/api/verify/orders?source=true", "function-key", 200),
        ("POST", "/api/verify/none", "function-key", 404),
        ("POST", "/api/reset/orders", "master-key", 200),
        ("POST", "/api/reset/none", "master-key", 404),
    ];

    [Theory]
    [InlineData("v4")]
    [InlineData("v10")]
    public async Task Every_function_answers_with_a_key_only_and_errors_are_problems(string api)
    {
        await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", 100);
        source.Api = api;
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Exports);
        await using var host = await app.StartAsync();

        foreach (var (method, path, key, status) in Calls)
        {
            var none = await CallAsync(host, method, path, null);
            var answer = await CallAsync(host, method, path, key);

            Assert.Equal(401, none.Status);
            Assert.True(answer.Status == status, $"{method} {path}: {answer.Status} {answer.Body}\n{host.Log.Text}");
            var type = path == "/api/spec" ? "application/schema+json" : "application/json";
            Assert.Equal(status < 400 ? type : "application/problem+json", answer.Type);
            using var json = JsonDocument.Parse(answer.Body);
            if (status >= 400)
            {
                Assert.StartsWith("urn:faunafunctions:problem:", json.RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
                Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
                Assert.NotEmpty(json.RootElement.GetProperty("detail").GetString()!);
            }
        }

        Assert.Equal(401, (await CallAsync(host, "POST", "/api/reset/orders", "function-key")).Status);
        Assert.Contains("\"FAILED\"", (await CallAsync(host, "GET", "/api/check?export=wrong", "function-key")).Body, StringComparison.Ordinal);
        Assert.Equal(1, host.HandlerStarts);
    }

    [Fact]
    public async Task A_sync_that_takes_longer_than_its_caller_waits_answers_202_with_the_way_to_its_end()
    {
        await using var source = (await Source.StartAsync("root", "orders")).Fill("orders", 300);
        source.Server.Faults.Latency = TimeSpan.FromMilliseconds(300);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, """{ "collection": "orders", "pageSize": 50, "parallelism": 1 }""");
        await using var host = await app.StartAsync();
        using var client = host.Client("function-key");

        using var accepted = await client.PostAsync(new Uri("/api/sync/orders?wait=0", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var where = accepted.Headers.Location!;
        var last = "";
        await Wait.UntilAsync(async () => (last = await client.GetStringAsync(where)).Contains("\"completed\"", StringComparison.Ordinal), () => last + host.Log.Text);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), (await app.Storage.RecordsAsync("orders")).Select(r => r.Id));
    }

    [Fact]
    public async Task No_answer_log_line_blob_or_row_holds_a_secret()
    {
        await using var source = (await Source.StartAsync(Canary, "orders")).Fill("orders", 100);
        using var app = await Deployment.CreateAsync(source, azurite.ConnectionString, Exports);
        var texts = new List<string>();
        foreach (var settings in (string[])["good", "unreachable", "misspelt"])
        {
            var text = Deployment.Settings(source, Exports);
            app.WriteSettings(settings switch
            {
                "unreachable" => text.Replace($"\"port\": {source.Server.Url.Port}", "\"port\": 9", StringComparison.Ordinal),
                "misspelt" => text.Replace("\"secret\": \"%FAUNA_SECRET%\"", $"\"secrt\": \"{source.Secret}\"", StringComparison.Ordinal),
                _ => text,
            });
            app.AppSettings["AzureFunctionsJobHost__functionTimeout"] = settings == "good" ? "00:05:00" : "00:00:10";
            await using var host = await app.StartAsync();
            await host.FireTimerAsync("export-orders");
            foreach (var (method, path, key, _) in settings == "unreachable" ? Calls[..1] : Calls)
            {
                var answer = await CallAsync(host, method, path, key);
                texts.Add(answer.Headers + answer.Body);
            }

            texts.Add(host.Log.Text);
        }

        foreach (var blob in await app.Storage.BlobsAsync())
        {
            texts.Add(await app.Storage.TextAsync(blob));
            texts.AddRange((await app.Storage.Container.GetBlobClient(blob).GetPropertiesAsync(cancellationToken: TestContext.Current.CancellationToken)).Value.Metadata.Values);
        }

        texts.AddRange((await app.Storage.RowsAsync()).SelectMany(r => r.Select(v => $"{v.Value}")));

        Assert.Contains(texts, t => t.Contains("row 7", StringComparison.Ordinal));
        Assert.All(texts, AssertClean);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertClean($"x {Base64("xx" + Canary)}"));
    }

    private static async Task<(int Status, string? Type, string Headers, string Body)> CallAsync(FunctionsHost host, string method, string path, string? key)
    {
        using var client = host.Client(key);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.ToString(), await answer.Content.ReadAsStringAsync());
    }

    // In base64 a text looks different at each of three offsets, but for its two ends.
    private static void AssertClean(string text)
    {
        string[] forms = [Canary, Base64(Canary)[..^4], Base64("x" + Canary)[4..^4], Base64("xx" + Canary)[4..^4]];
        Assert.All(forms, form => Assert.False(text.Contains(form, StringComparison.OrdinalIgnoreCase), $"The secret stands in: {text}"));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
