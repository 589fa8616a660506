using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>
/// A server that gives one scenario's recorded answers back in their order, whatever it is asked: what a faultless Fauna server would say.
/// The replayer must agree with it, and must not once an answer is changed on the way.
/// </summary>
internal sealed class RecordedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RecordedServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What was asked, as <c>METHOD path</c>, a line break and the body.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<RecordedServer> StartAsync(Scenario scenario, Func<Exchange, Answer>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new RecordedServer(builder.Build());
        var next = new Queue<Exchange>(scenario.Exchanges);
        server._app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
            var path = context.Request.Path + context.Request.QueryString.Value;
            server.Requests.Add($"{context.Request.Method} {path}\n{await body.ReadToEndAsync(context.RequestAborted)}");
            var exchange = next.Dequeue();
            var answer = change?.Invoke(exchange) ?? exchange.Answer;
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            await context.Response.WriteAsync(answer.Text, context.RequestAborted);
        });
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
