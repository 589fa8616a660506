using Microsoft.AspNetCore.Http.Features;

namespace FaunaFunctions.App.Http;

/// <summary>What every HTTP function has around it: limits on what comes in, problems for what goes wrong.</summary>
internal static partial class HttpGuard
{
    /// <summary>The most bytes of a request's body.</summary>
    public const int MostBodyBytes = 64 * 1024;

    private const int MostQueryCharacters = 2048;

    /// <summary>
    /// Azure's front end gives a request up after 230 s, and the caller would learn nothing: what takes longer than this is answered before.
    /// </summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(200);

    /// <summary>A function inside the guard.</summary>
    public static RequestDelegate Around(Func<HttpContext, Task> function) => context => AnswerAsync(context, function);

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> function)
    {
        try
        {
            Limit(context);
            await function(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (e is not OutOfMemoryException && !context.Response.HasStarted)
        {
            var problem = ProblemOf.Exception(e);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
            {
                var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HttpGuard));
                var cause = (e as ProblemFound)?.InnerException ?? e;
                Log.Failed(logger, context.Request.Method, FunctionOf(context), cause.GetType().Name, problem.Detail);
                if (problem.Type == ProblemType.Unexpected.Uri)
                {
                    Log.Unexpected(logger, cause);
                }
            }

            await HttpAnswer.WriteAsync(context, problem);
        }
    }

    private static void Limit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostBodyBytes;
        }

        if (context.Request.ContentLength > MostBodyBytes)
        {
            throw ProblemOf.TooLarge.Thrown();
        }

        if (context.Request.QueryString.Value?.Length > MostQueryCharacters)
        {
            throw Problem.BadRequest($"The query is longer than {MostQueryCharacters} characters.");
        }
    }

    // Never the query, which may hold a function's key, nor the rest of the path, which may hold anything.
    private static string FunctionOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Function} failed: {Error}: {Detail}")]
        public static partial void Failed(ILogger logger, string method, string function, string error, string detail);

        [LoggerMessage(2, LogLevel.Error, "The unexpected error:")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
