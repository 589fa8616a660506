using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Http;

/// <summary>The exports that a request names.</summary>
internal static class NamedExport
{
    /// <summary>The export in the request's path.</summary>
    /// <exception cref="ProblemFound">There is none of that name: 404.</exception>
    public static ExportSettings InPath(HttpContext context, ExportRegistry registry) => Find(registry, (string)context.GetRouteValue("export")!);

    /// <summary>The export of that name, whatever its case.</summary>
    /// <exception cref="ProblemFound">There is none: 404.</exception>
    public static ExportSettings Find(ExportRegistry registry, string name) => registry.Find(name) ?? throw NotThere(registry);

    private static ProblemFound NotThere(ExportRegistry registry)
    {
        var names = registry.All.Select(e => e.Name).ToList();
        var problem = Problem.Of(ProblemType.NoSuchExport, $"The settings have no export of that name. They have: {string.Join(", ", names)}.");
        return (problem with { Exports = names }).Thrown();
    }
}
