using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Invocations;

/// <summary>Where the host posts timers and queue messages: <c>POST /&lt;FunctionName&gt;</c>.</summary>
internal static partial class InvocationEndpoint
{
    /// <summary>Adds the routes, and <c>GET /</c>, which the host asks until there is any answer.</summary>
    public static void MapInvocations(this WebApplication app)
    {
        app.MapGet("/", static context => context.Response.WriteAsync("ready"));
        app.MapPost("/{function}", AnswerAsync);
    }

    /// <summary>Adds what the functions need.</summary>
    public static void AddInvocations(this IServiceCollection services)
    {
        services.AddSingleton<TimerFunction>();
        services.AddSingleton<ContinueFunction>();
        services.AddSingleton<DueFunction>();
        services.AddSingleton<Scheduling.DueExports>();
    }

    // The request's own end is nothing to a run: the host cannot cancel, it can only kill.
    private static async Task AnswerAsync(HttpContext context)
    {
        var function = (string)context.GetRouteValue("function")!;
        try
        {
            var lines = await InvokeAsync(function, context);
            await context.Response.WriteAsJsonAsync(InvocationAnswer.Of(lines), InvocationJson.Default.InvocationAnswer, "application/json");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The host tells nobody what a failed invocation's answer says: it has to be in the log.
            Log.Failed(context.RequestServices.GetRequiredService<ILogger<WebApplication>>(), function, e.GetType().Name, e.Message);
            context.Response.StatusCode = StatusOf(e);
            await context.Response.WriteAsJsonAsync(
                new InvocationFailure(e.GetType().Name, e.Message), InvocationJson.Default.InvocationFailure, "application/json");
        }
    }

    private static async Task<IReadOnlyList<string>> InvokeAsync(string function, HttpContext context)
    {
        var services = context.RequestServices;
        var none = CancellationToken.None;
        if (function == FunctionNames.ContinueExport)
        {
            var data = await InvocationBody.ReadDataAsync(context.Request.Body, none);
            return await services.GetRequiredService<ContinueFunction>().RunAsync(InvocationBody.MessageText(data), none);
        }

        if (function == FunctionNames.RunDue)
        {
            var data = await InvocationBody.ReadDataAsync(context.Request.Body, none);
            return await services.GetRequiredService<DueFunction>().RunAsync(InvocationBody.LastTick(data), none);
        }

        if (FunctionNames.ExportOf(function) is { } export)
        {
            return await services.GetRequiredService<TimerFunction>().ExportAsync(export, none);
        }

        if (FunctionNames.SnapshotOf(function) is { } snapshot)
        {
            return await services.GetRequiredService<TimerFunction>().SnapshotAsync(snapshot, none);
        }

        throw new FunctionUnknown(
            $"There is no timer or queue function '{function}'. HTTP functions are served below /{FunctionNames.RoutePrefix}: host.json must have \"enableForwardingHttpRequest\": true.");
    }

    private static int StatusOf(Exception e) => e switch
    {
        InvocationInvalid => StatusCodes.Status400BadRequest,
        FunctionUnknown => StatusCodes.Status404NotFound,
        AppStopping => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Function {Function} failed: {Kind}: {Message}")]
        public static partial void Failed(ILogger logger, string function, string kind, string message);
    }
}
