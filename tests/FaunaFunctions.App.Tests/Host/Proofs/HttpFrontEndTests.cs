using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace FaunaFunctions.App.Tests.Host.Proofs;

public sealed class HttpFrontEndTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_request_is_forwarded_to_its_own_path_with_merged_query_keys_and_the_caller_s_host()
    {
        var seen = new List<string>();
        using var app = new SmallApp(("plain", SmallApp.Http));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            seen.Add($"{context.Request.Method} {target} {context.Request.Host} {context.Request.Headers["x-functions-key"]} {await reader.ReadToEndAsync()}");
            context.Response.Headers.Location = "/api/plain/8";
            await FakeHandler.Saying(418, "application/problem+json", "{\"a\":1}")(context);
        })));
        using var client = new HttpClient { BaseAddress = host.Url };
        client.DefaultRequestHeaders.Add("x-functions-key", "function-key");

        using var answer = await client.PostAsync(new Uri("/api/plain/7%20a?x=1&y=z&x=2", UriKind.Relative), new StringContent("hello"), None);

        Assert.Equal([$"POST /api/plain/7%20a?x=1,2&y=z {host.Url.Authority} function-key hello"], seen);
        Assert.Equal((HttpStatusCode)418, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("/api/plain/8", answer.Headers.Location!.ToString());
        Assert.Equal("{\"a\":1}", await answer.Content.ReadAsStringAsync(None));
        // A forwarded request counts as succeeded, whatever its status.
        Assert.Equal(FaunaFunctions.App.Tests.Host.Invocations.Outcome.Succeeded, Assert.Single(host.Invocations).Outcome);
    }

    [Theory]
    [InlineData("/api/plain", null, 401)]
    [InlineData("/api/plain", "wrong", 401)]
    [InlineData("/api/plain", "function-key", 200)]
    [InlineData("/api/plain", "master-key", 200)]
    [InlineData("/api/plain?code=function-key", null, 200)]
    [InlineData("/api/none", "master-key", 404)]
    [InlineData("/plain", "master-key", 404)]
    [InlineData("/api/locked", "function-key", 401)]
    [InlineData("/api/locked", "master-key", 200)]
    [InlineData("/admin/host/ping?checkHealth=1", "function-key", 401)]
    [InlineData("/admin/host/ping?checkHealth=1", "master-key", 200)]
    public async Task A_key_is_checked_before_the_handler_is_asked(string path, string? key, int expected)
    {
        var asked = 0;
        using var app = new SmallApp(("plain", SmallApp.Http), ("locked", SmallApp.Http.Replace("\"function\"", "\"admin\"", StringComparison.Ordinal).Replace("plain/", "locked/", StringComparison.Ordinal)));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(context =>
        {
            asked++;
            return FakeHandler.Saying(200, "text/plain", "ok")(context);
        })));
        using var client = new HttpClient { BaseAddress = host.Url };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var answer = await client.SendAsync(request, None);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == 200 && path.StartsWith("/api", StringComparison.Ordinal) ? 1 : 0, asked);
    }

    [Fact]
    public async Task A_chunked_body_of_the_caller_is_refused_and_an_unlisted_method_is_not_found()
    {
        using var app = new SmallApp(("plain", SmallApp.Http));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(FakeHandler.Saying(200, "text/plain", "ok"))));
        using var client = new HttpClient { BaseAddress = host.Url };
        client.DefaultRequestHeaders.Add("x-functions-key", "function-key");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/plain", UriKind.Relative)) { Content = new StringContent("x") };
        chunked.Headers.TransferEncodingChunked = true;

        using var refused = await client.SendAsync(chunked, None);
        using var unlisted = await client.DeleteAsync(new Uri("/api/plain", UriKind.Relative), None);

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unlisted.StatusCode);
    }

    [Fact]
    public async Task A_function_with_another_binding_gets_a_default_invocation()
    {
        JsonNode? body = null;
        using var app = new SmallApp(("plain", SmallApp.Http.Replace("]}", """,{"type":"queue","direction":"out","name":"q","queueName":"abc"}]}""", StringComparison.Ordinal)));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            body = await JsonNode.ParseAsync(context.Request.Body);
            await FakeHandler.Saying(200, "application/json", """{"Outputs":{"res":{"statusCode":201,"body":"made","headers":{"X-A":"b"}}}}""")(context);
        })));
        using var client = new HttpClient { BaseAddress = host.Url };
        client.DefaultRequestHeaders.Add("x-functions-key", "function-key");

        using var answer = await client.GetAsync(new Uri("/api/plain/7?x=1&x=2", UriKind.Relative), None);

        var request = body!["Data"]!["req"]!;
        Assert.Equal("1,2", (string?)request["Query"]!["x"]);
        Assert.Equal("7", (string?)request["Params"]!["id"]);
        Assert.Equal($"{host.Url}api/plain/7?x=1&x=2", (string?)request["Url"]);
        Assert.Null(request["Body"]);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("b", answer.Headers.GetValues("X-A").Single());
        Assert.Equal("made", await answer.Content.ReadAsStringAsync(None));
    }

    [Fact]
    public async Task A_timer_is_started_by_hand_with_the_master_key()
    {
        var asked = new TaskCompletionSource<string>();
        using var app = new SmallApp(("tick", SmallApp.Timer));
        await using var host = await FunctionsHost.StartAsync(app.With(FakeHandler.Answering(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            asked.TrySetResult(await reader.ReadToEndAsync());
            await FakeHandler.Saying(200, "application/json", "{}")(context);
        })));
        using var client = new HttpClient { BaseAddress = host.Url };
        client.DefaultRequestHeaders.Add("x-functions-key", "master-key");

        using var answer = await client.PostAsync(
            new Uri("/admin/functions/tick", UriKind.Relative), new StringContent("""{"input":"hello"}""", new MediaTypeHeaderValue("application/json")), None);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Contains("""Metadata":{"myTimer":"\"hello\"",""", await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), None), StringComparison.Ordinal);
    }
}
