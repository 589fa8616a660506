using System.Text.Json.Nodes;

namespace FaunaFunctions.Infra.Tests.Bicep;

/// <summary>All resources that a deployment makes, modules and loops expanded, expressions evaluated but for what only Azure knows.</summary>
/// <param name="resources">As the compiler predicts them.</param>
internal sealed class Deployment(IReadOnlyList<JsonObject> resources)
{
    /// <summary>The resources, in the template's order.</summary>
    public IReadOnlyList<JsonObject> Resources { get; } = resources;

    /// <summary>The app settings of the function app.</summary>
    public JsonObject AppSettings =>
        OfType("Microsoft.Web/sites/config").Where(r => NameOf(r).EndsWith("/appsettings", StringComparison.Ordinal)).Select(r => r["properties"]!.AsObject()).SingleOrDefault() ?? [];

    /// <summary>Reads what <c>bicep snapshot</c> wrote.</summary>
    public static Deployment Parse(string snapshot) =>
        new([.. JsonNode.Parse(snapshot)!["predictedResources"]!.AsArray().Select(r => r!.DeepClone().AsObject())]);

    /// <summary>Resources of a type.</summary>
    public IEnumerable<JsonObject> OfType(string type) => Resources.Where(r => (string?)r["type"] == type);

    /// <summary>The only resource of a type.</summary>
    public JsonObject Single(string type) => Assert.Single(OfType(type));

    /// <summary>The same without one resource.</summary>
    public Deployment Without(JsonObject resource) => new([.. Resources.Where(r => !ReferenceEquals(r, resource)).Select(Clone)]);

    /// <summary>The same with a change.</summary>
    public Deployment With(Action<Deployment> change)
    {
        var copy = new Deployment([.. Resources.Select(Clone)]);
        change(copy);
        return copy;
    }

    /// <summary>A resource's name, those of its parents before it.</summary>
    public static string NameOf(JsonObject resource) => (string)resource["name"]!;

    /// <summary>What an extension resource (a role assignment, a diagnostic setting) belongs to.</summary>
    public static string ScopeOf(JsonObject resource)
    {
        var id = (string)resource["id"]!;
        return id[..id.LastIndexOf("/providers/", StringComparison.Ordinal)];
    }

    private static JsonObject Clone(JsonObject resource) => resource.DeepClone().AsObject();
}
