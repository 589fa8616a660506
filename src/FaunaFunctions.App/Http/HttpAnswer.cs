using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FaunaFunctions.App.Http;

/// <summary>Writes answers.</summary>
internal static class HttpAnswer
{
    /// <summary>An object as JSON.</summary>
    public static Task WriteAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> type) =>
        WriteAsync(context, status, MediaTypeNames.Application.Json, JsonSerializer.SerializeToUtf8Bytes(answer, type));

    /// <summary>A problem.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem) => WriteAsync(
        context, problem.Status, MediaTypeNames.Application.ProblemJson, JsonSerializer.SerializeToUtf8Bytes(problem, HttpJson.Written.Problem));

    /// <summary>JSON that is there already.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = json.Length;
        // What exports do changes by the second.
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
