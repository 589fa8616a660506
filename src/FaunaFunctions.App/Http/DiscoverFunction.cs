using System.Net.Mime;
using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Catalog;

namespace FaunaFunctions.App.Http;

/// <summary><c>GET discover?export=&amp;sample=</c>: the catalogue of exports with a JSON schema of their records.</summary>
internal static class DiscoverFunction
{
    // What fits into an answer's time, and into an instance's memory beside a run.
    private const int MostDocuments = 5000;

    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var query = new Query(context.Request, "export", "sample");
        var sample = query.Number("sample", 0, MostDocuments, 0);
        var registry = await context.RequestServices.GetRequiredService<ExportSetup>().GetAsync(context.RequestAborted);
        var exports = query.Text("export") is { } name ? [NamedExport.Find(registry, name)] : registry.All;
        var catalog = await TimeLimit.RunAsync(context, async cancellationToken =>
        {
            var streams = new List<DiscoveredStream>();
            foreach (var export in exports)
            {
                streams.AddRange(await registry.Of(export).DescribeAsync(sample, cancellationToken));
            }

            return new DiscoveredCatalog(streams).ToJson();
        });
        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, MediaTypeNames.Application.Json, catalog);
    }
}
