using System.Net;
using System.Net.Sockets;

namespace FaunaFunctions.App.Tests.Http;

public sealed class BadRequestTests
{
    [Theory]
    [InlineData("/api/check?exprt=things", "exprt")]
    [InlineData("/api/check?export=things&export=full", "more than once")]
    [InlineData("/api/discover?sample=-1", "from 0 to 5000")]
    [InlineData("/api/discover?sample=5001", "from 0 to 5000")]
    [InlineData("/api/discover?sample=1e3", "from 0 to 5000")]
    [InlineData("/api/discover?sample=5,5", "from 0 to 5000")]
    [InlineData("/api/spec?x=1", "takes none")]
    [InlineData("/api/status?runs=many", "from 0 to 100")]
    [InlineData("/api/check?domain=169.254.169.254", "It takes: export.")]
    [InlineData("/api/discover?url=http%3A%2F%2F169.254.169.254%2F", "no query parameter 'url'")]
    [InlineData("/api/status?run=1700000000000000", "It takes: runs.")]
    [InlineData("/api/status/things?run=latest", "sixteen digits")]
    public async Task A_wrong_query_is_the_callers_mistake(string path, string detail)
    {
        await using var app = await HttpApp.StartAsync();

        var answer = await app.GetAsync(path);

        Assert.Contains(detail, answer.Problem(400, "bad-request").GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/api/sync/things?mode=Full", "full or incremental")]
    [InlineData("/api/sync/things?wait=201", "from 0 to 200")]
    [InlineData("/api/sync/things?force=true", "force")]
    [InlineData("/api/sync/full?mode=incremental", "names no index")]
    [InlineData("/api/reset/things?sure=yes", "sure")]
    [InlineData("/api/verify/things?source=yes", "true or false")]
    public async Task A_wrong_query_starts_nothing(string path, string detail)
    {
        await using var app = await HttpApp.StartAsync(3);

        var answer = await app.PostAsync(path);

        Assert.Contains(detail, answer.Problem(400, "bad-request").GetProperty("detail").GetString());
        Assert.False(Directory.Exists(app.Storage), "Something was written.");
    }

    [Fact]
    public async Task An_export_that_is_not_there_is_answered_with_those_that_are()
    {
        await using var app = await HttpApp.StartAsync();

        HttpApp.Answer[] answers =
        [
            await app.GetAsync("/api/check?export=thing"),
            await app.GetAsync("/api/discover?export=thing"),
            await app.GetAsync("/api/status/thing"),
            await app.PostAsync("/api/sync/thing"),
            await app.PostAsync("/api/verify/thing"),
            await app.PostAsync("/api/reset/..%2Fthings"),
        ];

        Assert.All(answers, answer => Assert.Equal(
            ["things", "full", "broken"], answer.Problem(404, "no-such-export").GetProperty("exports").EnumerateArray().Select(e => e.GetString())));
    }

    [Theory]
    [InlineData("GET", "/api/nope", 404, "no-such-function")]
    [InlineData("GET", "/api/", 404, "no-such-function")]
    [InlineData("GET", "/api/check/things", 404, "no-such-function")]
    [InlineData("POST", "/api/sync", 404, "no-such-function")]
    [InlineData("POST", "/api/check", 405, "wrong-method")]
    [InlineData("GET", "/api/sync/things", 405, "wrong-method")]
    [InlineData("DELETE", "/api/reset/things", 405, "wrong-method")]
    public async Task A_wrong_path_or_method_is_a_problem_too(string method, string path, int status, string type)
    {
        await using var app = await HttpApp.StartAsync();

        var answer = await app.SendAsync(new HttpMethod(method), path);

        answer.Problem(status, type);
    }

    [Fact]
    public async Task A_large_body_or_query_is_refused_and_a_small_body_let_pass()
    {
        await using var app = await HttpApp.StartAsync(1);
        using var large = new ByteArrayContent(new byte[64 * 1024 + 1]);
        using var small = new StringContent("{}");

        var refused = await app.PostAsync("/api/sync/things?wait=20", large);
        var query = await app.GetAsync("/api/check?export=" + new string('x', 3000));
        var passed = await app.PostAsync("/api/sync/things?wait=20", small);

        refused.Problem(413, "body-too-large");
        query.Problem(400, "bad-request");
        Assert.Equal((200, "1"), (passed.Status, passed["rows"]));
    }

    [Fact]
    public async Task No_caller_chooses_whom_the_app_speaks_to()
    {
        await using var app = await HttpApp.StartAsync(1);
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var address = $"127.0.0.1:{((IPEndPoint)elsewhere.LocalEndpoint).Port}";
        using var body = new StringContent($$"""{"connection":{"scheme":"http","domain":"{{address}}","secret":"x"},"storage":"http://{{address}}/","callback":"http://{{address}}/"}""");
        foreach (var name in (string[])["X-Forwarded-Host", "X-Original-URL", "Forwarded", "Referer", "Origin", "X-MS-Client-Principal", "Location"])
        {
            body.Headers.TryAddWithoutValidation(name, $"http://{address}/");
        }

        HttpApp.Answer[] answers =
        [
            await app.PostAsync("/api/sync/things?wait=20", body),
            await app.GetAsync($"/api/check?export={Uri.EscapeDataString($"http://{address}/")}"),
            await app.GetAsync("/api/check?export=things"),
            await app.PostAsync($"/api/reset/{Uri.EscapeDataString($"//{address}/x")}"),
        ];

        Assert.Equal([200, 404, 200, 404], answers.Select(answer => answer.Status));
        Assert.All(answers, answer => Assert.DoesNotContain(address, answer.Text, StringComparison.Ordinal));
        Assert.False(elsewhere.Pending());
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_trouble_on_our_side_with_all_that_is_wrong()
    {
        await using var app = await HttpApp.StartAsync();
        await app.RestartAsync(("FAUNA_EXPORTS", "{ \"connections\": {}, \"exprts\": [] }"));

        HttpApp.Answer[] answers =
        [
            await app.GetAsync("/api/status"),
            await app.GetAsync("/api/discover"),
            await app.PostAsync("/api/sync/things"),
            await app.PostAsync("/api/reset/things"),
        ];

        Assert.All(answers, answer => Assert.True(answer.Problem(500, "settings-invalid").GetProperty("problems").GetArrayLength() >= 2));
    }
}
