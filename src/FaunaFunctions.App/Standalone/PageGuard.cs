using System.Net;
using FaunaFunctions.App.Http;

namespace FaunaFunctions.App.Standalone;

/// <summary>
/// Without the Functions host there are no keys: whoever reaches the loopback address may ask. Web pages that the machine's user looks at reach it
/// too, and a page of anywhere may post without asking first. So what a browser sends for a page of another origin is refused, and so is another name
/// than the loopback address's own, under which a page could pass itself off as of the same origin (DNS rebinding).
/// </summary>
internal static class PageGuard
{
    private const string CrossSite = "cross-site";
    private static readonly string[] Names = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>Puts it before every route.</summary>
    public static void UsePageGuard(this WebApplication app) =>
        app.Use(static (context, next) => Refused(context) is { } what ? HttpAnswer.WriteAsync(context, ProblemOf(what)) : next(context));

    // The header that is at fault; null when there is none.
    private static string? Refused(HttpContext context)
    {
        var request = context.Request;
        var isOnLoopback = context.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);
        return isOnLoopback && request.Host.HasValue && !Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase) ? "Host"
            : request.Headers.Origin.Count > 0 && !IsOwn(request.Headers.Origin.ToString(), request.Host) ? "Origin"
            : string.Equals(request.Headers["Sec-Fetch-Site"], CrossSite, StringComparison.OrdinalIgnoreCase) ? "Sec-Fetch-Site"
            : null;
    }

    private static bool IsOwn(string origin, HostString host) =>
        string.Equals(origin, $"http://{host.Value}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, $"https://{host.Value}", StringComparison.OrdinalIgnoreCase);

    private static Problem ProblemOf(string header) => Problem.Of(
        ProblemType.ForeignPage,
        $"The header {header} says that a web page of another origin asks, or that the app is asked under another name than this machine's loopback address. Without the Functions host there are no keys, so that is refused. Ask with a program, such as curl, at http://127.0.0.1 and the app's port. A proxy in front of the app has to look at who asks, to send Host: 127.0.0.1, and to leave Origin and Sec-Fetch-Site out.");
}
