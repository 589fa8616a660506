using System.Net;

namespace FaunaFunctions.App.Tests.Http;

public sealed class HttpCanaryTests
{
    [Fact]
    public async Task No_answer_and_no_log_line_holds_a_secret_or_a_functions_key()
    {
        using var console = new ConsoleText();
        await using var app = await HttpApp.StartAsync(20);
        var key = WebUtility.UrlEncode(HttpApp.FunctionKey);
        var secret = app.KeySecret;
        await SweepAsync(app, key);
        await app.RestartAsync(("FAUNA_SECRET", secret + "CANARYwrong"));
        await SweepAsync(app, key);
        await app.RestartAsync(("FAUNA_EXPORTS", app.Exports(9)));
        await app.GetAsync($"/api/check?export=things&code={key}");
        await app.RestartAsync(("FAUNA_EXPORTS", """{ "connections": { "main": { "secret": 5 } }, "exports": [] }"""));
        await app.GetAsync($"/api/status?code={key}");

        var log = console.ToString();
        Assert.Contains("fauna-refused", app.Answers.ToString());
        Assert.Contains("failed", log);
        foreach (var text in (string[])[app.Answers.ToString(), log])
        {
            Assert.DoesNotContain("CANARY", text);
            Assert.DoesNotContain(secret[..20], text);
        }
    }

    private static async Task SweepAsync(HttpApp app, string key)
    {
        foreach (var path in (string[])["check", "check?export=things", "discover?sample=5", "spec", "status", "status/things", "nope", $"status/{key}", $"check?export={key}", $"check?{key}=1", $"status/things?run={key}", $"discover?sample={key}"])
        {
            await app.GetAsync($"/api/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={key}&clientId=default");
        }

        foreach (var path in (string[])["sync/things?wait=30", "sync/broken?wait=30", "reset/things", $"sync/{key}", $"sync/things?mode={key}", $"sync/things?wait={key}", $"{key}"])
        {
            await app.PostAsync($"/api/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={key}");
        }
    }
}
