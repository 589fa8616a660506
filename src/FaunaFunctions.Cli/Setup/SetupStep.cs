using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>One request of a setup.</summary>
/// <param name="Why">What it is for, in a sentence or two.</param>
/// <param name="Api">The language.</param>
/// <param name="Shell">What to type into a shell of that language, with an admin key of the database.</param>
/// <param name="Body">The same as the body of an HTTP request.</param>
/// <param name="Until">v4: when set, the request is repeated until this is the answer, JSON.</param>
internal sealed record SetupStep(string Why, FaunaApi Api, string Shell, string Body, string? Until = null)
{
    /// <summary>The path of the HTTP request, a <c>POST</c>.</summary>
    public string Path => Api == FaunaApi.V10 ? "/query/1" : "/";
}
