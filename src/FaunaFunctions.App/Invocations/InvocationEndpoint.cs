using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.App.Invocations;

/// <summary>Where the host posts timers and queue messages: <c>POST /&lt;FunctionName&gt;</c>.</summary>
internal static class InvocationEndpoint
{
    /// <summary>Adds the routes, and <c>GET /</c>, which the host asks until there is any answer.</summary>
    public static void MapInvocations(this WebApplication app)
    {
        app.MapGet("/", static context => context.Response.WriteAsync("ready"));
        app.MapPost("/{function}", static context => AnswerAsync(context));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var function = (string)context.GetRouteValue("function")!;
        try
        {
            var registry = await services.GetRequiredService<ExportSetup>().GetAsync(CancellationToken.None);
            var export = registry.Find(FunctionNames.ExportOf(function) ?? FunctionNames.SnapshotOf(function) ?? "")
                ?? throw new ArgumentException($"There is no function '{function}'.");
            var mode = FunctionNames.SnapshotOf(function) is null ? (RunMode?)null : RunMode.Full;
            var result = await services.GetRequiredService<RunCoordinator>().Start(registry, export, mode, RunLimit.None).Ended;
            await context.Response.WriteAsJsonAsync(InvocationAnswer.Of(result.Outcome.ToString()), InvocationJson.Default.InvocationAnswer);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(new InvocationFailure(e.GetType().Name, e.Message), InvocationJson.Default.InvocationFailure);
        }
    }
}
