using FaunaFunctions.App.Tests.Host.Definitions;
using Microsoft.AspNetCore.Http;

namespace FaunaFunctions.App.Tests.Host.Triggers;

/// <summary>The keys of a function app; a caller sends one as <c>x-functions-key</c> or <c>?code=</c>.</summary>
/// <param name="Function">The host key that opens all functions of level <c>function</c>.</param>
/// <param name="Master">The key that opens everything.</param>
internal sealed record HostKeys(string Function, string Master)
{
    /// <summary>Whether a request may go on.</summary>
    public bool Allows(HttpRequest request, AuthLevel level)
    {
        var key = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();
        return level switch
        {
            AuthLevel.Anonymous => true,
            AuthLevel.Function => key == Function || key == Master,
            _ => key == Master,
        };
    }
}
