using System.Diagnostics;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Telemetry;

/// <summary>
/// A span around each invocation and each call of an HTTP function, below the host's own (the request's <c>traceparent</c>), and a flush
/// behind what may have run an export: once it is answered, the host may end the process.
/// </summary>
internal sealed class InvocationTraces : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(TraceAsync);
        next(app);
    };

    private static async Task TraceAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (!path.HasValue || path.Value == "/")
        {
            // The host looks whether the process is ready, forty times a second.
            await next(context);
            return;
        }

        var sender = context.RequestServices.GetRequiredService<TelemetrySender>();
        using (var span = Start(context.Request))
        {
            await next(context);
            span?.SetTag("http.response.status_code", context.Response.StatusCode);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            await sender.FlushAsync();
        }
    }

    // No query in it: a function's key may be there.
    private static Activity? Start(HttpRequest request)
    {
        ActivityContext.TryParse(request.Headers["traceparent"], request.Headers["tracestate"], isRemote: true, out var parent);
        var span = ExportTraces.Source.StartActivity($"{request.Method} {FunctionOf(request.Path)}", ActivityKind.Internal, parent);
        if (request.Headers["X-Azure-Functions-InvocationId"] is [{ Length: > 0 and < 100 } invocation])
        {
            span?.SetTag("faas.invocation_id", invocation);
        }

        return span?.SetTag("http.request.method", request.Method);
    }

    private static string FunctionOf(PathString path)
    {
        var segments = path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments is ["api", var function, ..] ? $"api/{function}" : segments.FirstOrDefault() ?? "";
    }
}
