namespace FaunaFunctions.App.Http;

/// <summary>The HTTP functions: <c>/api/…</c>, as the host forwards them.</summary>
internal static class HttpFunctions
{
    /// <summary>Adds their routes.</summary>
    public static void MapHttpFunctions(this WebApplication app)
    {
    }
}
