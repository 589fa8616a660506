using FaunaFunctions.App.Tests.Unit.Support;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Tests.Unit;

/// <summary>What a browser may ask of an app without keys.</summary>
public sealed class PageGuardTests
{
    [Theory]
    [InlineData("POST", "api/reset/things", "Origin", "https://elsewhere.example")]
    [InlineData("POST", "api/reset/things", "Origin", "null")]
    [InlineData("POST", "api/sync/things", "Origin", "http://127.0.0.1:1")]
    [InlineData("POST", "api/reset/things", "Sec-Fetch-Site", "cross-site")]
    [InlineData("POST", "api/reset/things", "Host", "rebound.elsewhere.example")]
    [InlineData("POST", "export-things", "Origin", "https://elsewhere.example")]
    [InlineData("GET", "api/status", "Host", "rebound.elsewhere.example:7071")]
    [InlineData("GET", "api/status", "Host", "127.0.0.1.elsewhere.example")]
    public async Task Without_keys_a_web_page_of_elsewhere_is_refused(string method, string path, string header, string value)
    {
        await using var app = await ExportedAsync(standalone: true);
        var requests = app.Emulator.Statistics.RequestCount;

        var answer = await AskAsync(app, method, path, header, value);

        Assert.Equal((403, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Contains("urn:faunafunctions:problem:foreign-page", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"The header {header}", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", answer.Body, StringComparison.Ordinal);
        Assert.NotNull(await CursorAsync(app));
        Assert.Equal(requests, app.Emulator.Statistics.RequestCount);
    }

    [Theory]
    [InlineData("X-Nothing", "of note")]
    [InlineData("Host", "localhost:7071")]
    [InlineData("Host", "LOCALHOST")]
    [InlineData("Host", "[::1]:7071")]
    [InlineData("Origin", "own")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task Without_keys_programs_and_the_users_own_address_line_are_answered(string header, string value)
    {
        await using var app = await ExportedAsync(standalone: true);

        var answer = await AskAsync(app, "POST", "api/reset/things", header, value == "own" ? $"http://127.0.0.1:{app.Url.Port}" : value);

        Assert.Equal(200, answer.Status);
        Assert.Null(await CursorAsync(app));
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Host", "my-exports.azurewebsites.net")]
    public async Task Behind_a_host_that_asks_for_keys_pages_are_the_hosts_business(string header, string value)
    {
        await using var app = await ExportedAsync(standalone: false);

        Assert.Equal(200, (await AskAsync(app, "POST", "api/reset/things", header, value)).Status);
    }

    private static async Task<RunningApp> ExportedAsync(bool standalone)
    {
        var app = await RunningApp.CreateAsync(standalone: standalone, queue: false);
        await app.StartAsync();
        await app.FireAsync();
        return app;
    }

    private static Task<Answer> AskAsync(RunningApp app, string method, string path, string header, string value)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation(header, value);
        return app.SendAsync(request);
    }

    private static async Task<StoredCursor?> CursorAsync(RunningApp app) =>
        await (await app.RegistryAsync()).Cursors.ReadAsync("things", TestContext.Current.CancellationToken);
}
