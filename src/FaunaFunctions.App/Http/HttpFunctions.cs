using FaunaFunctions.App.Http.Status;
using FaunaFunctions.App.Http.Syncs;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Http;

/// <summary>The HTTP functions: <c>/api/…</c>, as the host forwards them.</summary>
internal static class HttpFunctions
{
    private static readonly string[] Names =
        [FunctionNames.Check, FunctionNames.Discover, FunctionNames.Spec, FunctionNames.Sync, FunctionNames.Status, FunctionNames.Verify, FunctionNames.Reset];

    /// <summary>Adds what they need beside the exports.</summary>
    public static void AddHttpFunctions(this IServiceCollection services) => services.AddSingleton<SyncLedger>();

    /// <summary>Adds their routes.</summary>
    public static void MapHttpFunctions(this WebApplication app)
    {
        var api = app.MapGroup("/" + FunctionNames.RoutePrefix);
        api.MapGet("/" + FunctionNames.Check, HttpGuard.Around(CheckFunction.AnswerAsync));
        api.MapGet("/" + FunctionNames.Discover, HttpGuard.Around(DiscoverFunction.AnswerAsync));
        api.MapGet("/" + FunctionNames.Spec, HttpGuard.Around(SpecFunction.AnswerAsync));
        api.MapPost($"/{FunctionNames.Sync}/{{export}}", HttpGuard.Around(SyncFunction.AnswerAsync));
        api.MapGet($"/{FunctionNames.Status}/{{export?}}", HttpGuard.Around(StatusFunction.AnswerAsync));
        api.MapPost($"/{FunctionNames.Verify}/{{export}}", HttpGuard.Around(VerifyFunction.AnswerAsync));
        api.MapPost($"/{FunctionNames.Reset}/{{export}}", HttpGuard.Around(ResetFunction.AnswerAsync));
        api.Map("/{**path}", HttpGuard.Around(NothingThere));
    }

    // Takes only what no other route does: wrong paths, and right ones with a wrong method.
    private static Task NothingThere(HttpContext context)
    {
        var name = (context.GetRouteValue("path") as string ?? "").Split('/')[0];
        if (!Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw Problem.Of(
                ProblemType.NoSuchFunction, $"There is no such function here. There are: {string.Join(", ", Names)}.").Thrown();
        }

        var posts = name.ToLowerInvariant() is FunctionNames.Sync or FunctionNames.Verify or FunctionNames.Reset;
        var method = posts ? HttpMethods.Post : HttpMethods.Get;
        if (HttpMethods.Equals(method, context.Request.Method))
        {
            throw Problem.Of(ProblemType.NoSuchFunction, posts
                ? $"The path of {name} is /api/{name}/EXPORT: name the export."
                : $"There is nothing below /api/{name} that this path names.").Thrown();
        }

        context.Response.Headers.Allow = method;
        throw Problem.Of(ProblemType.WrongMethod, $"{name} is asked with {method}.").Thrown();
    }
}
