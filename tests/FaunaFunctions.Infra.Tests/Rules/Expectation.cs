using System.Text.Json.Nodes;
using FaunaFunctions.Infra.Tests.Bicep;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>A property that all resources of a type must have.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Path">Fields down to the property, with dots between.</param>
/// <param name="Value">Its value as JSON.</param>
internal sealed record Expectation(string Type, string Path, string Value)
{
    private const string Account = "Microsoft.Storage/storageAccounts";
    private const string Blobs = "Microsoft.Storage/storageAccounts/blobServices";
    private const string Container = "Microsoft.Storage/storageAccounts/blobServices/containers";
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Site = "Microsoft.Web/sites";
    private const string Workspace = "Microsoft.OperationalInsights/workspaces";
    private const string Component = "Microsoft.Insights/components";
    private const string Publishing = "Microsoft.Web/sites/basicPublishingCredentialsPolicies";

    /// <summary>What holds however the template is used.</summary>
    public static IReadOnlyList<Expectation> Always { get; } =
    [
        new(Account, "properties.allowSharedKeyAccess", "false"),
        new(Account, "properties.allowBlobPublicAccess", "false"),
        new(Account, "properties.allowCrossTenantReplication", "false"),
        new(Account, "properties.defaultToOAuthAuthentication", "true"),
        new(Account, "properties.minimumTlsVersion", "\"TLS1_2\""),
        new(Account, "properties.supportsHttpsTrafficOnly", "true"),
        new(Account, "properties.isLocalUserEnabled", "false"),
        new(Account, "properties.isSftpEnabled", "false"),
        new(Blobs, "properties.deleteRetentionPolicy.enabled", "true"),
        new(Blobs, "properties.containerDeleteRetentionPolicy.enabled", "true"),
        new(Container, "properties.publicAccess", "\"None\""),
        new(Vault, "properties.enableRbacAuthorization", "true"),
        new(Vault, "properties.enableSoftDelete", "true"),
        new(Vault, "properties.enablePurgeProtection", "true"),
        new(Workspace, "properties.features.disableLocalAuth", "true"),
        new(Component, "properties.DisableLocalAuth", "true"),
        new(Publishing, "properties.allow", "false"),
        new(Site, "identity.type", "\"UserAssigned\""),
        new(Site, "properties.httpsOnly", "true"),
        new(Site, "properties.siteConfig.minTlsVersion", "\"1.2\""),
        new(Site, "properties.functionAppConfig.runtime.name", "\"custom\""),
        new(Site, "properties.functionAppConfig.runtime.version", "\"1.0\""),
        new(Site, "properties.functionAppConfig.deployment.storage.type", "\"blobContainer\""),
        new(Site, "properties.functionAppConfig.deployment.storage.authentication.type", "\"UserAssignedIdentity\""),
        new(Site, "tags.azd-service-name", "\"app\""),
        new("Microsoft.Web/serverfarms", "sku.name", "\"FC1\""),
        new("Microsoft.Web/serverfarms", "sku.tier", "\"FlexConsumption\""),
        new("Microsoft.Web/serverfarms", "properties.reserved", "true"),
    ];

    /// <summary>What holds with <c>networkIsolation</c> too.</summary>
    public static IReadOnlyList<Expectation> Isolated { get; } =
    [
        new(Account, "properties.publicNetworkAccess", "\"Disabled\""),
        new(Account, "properties.networkAcls.defaultAction", "\"Deny\""),
        new(Vault, "properties.publicNetworkAccess", "\"Disabled\""),
        new(Vault, "properties.networkAcls.defaultAction", "\"Deny\""),
    ];

    /// <summary>What holds with <c>zoneRedundancy</c> too.</summary>
    public static IReadOnlyList<Expectation> ZoneRedundant { get; } =
    [
        new(Account, "sku.name", "\"Standard_ZRS\""),
        new("Microsoft.Web/serverfarms", "properties.zoneRedundant", "true"),
    ];

    /// <summary>Resources of a deployment that do not meet it.</summary>
    public IEnumerable<string> Check(Deployment deployment)
    {
        var resources = deployment.OfType(Type).ToList();
        if (resources.Count == 0)
        {
            return [$"{Type} is missing"];
        }

        return resources.Where(r => !JsonNode.DeepEquals(Find(r), JsonNode.Parse(Value)))
            .Select(r => $"{Type} {Deployment.NameOf(r)}: {Path} must be {Value}, not {Find(r)?.ToJsonString() ?? "absent"}");
    }

    /// <summary>Removes the property from a resource.</summary>
    public void Remove(JsonObject resource)
    {
        var dot = Path.LastIndexOf('.');
        Find(resource, Path[..dot])!.AsObject().Remove(Path[(dot + 1)..]);
    }

    private JsonNode? Find(JsonObject resource) => Find(resource, Path);

    private static JsonNode? Find(JsonNode resource, string path) => path.Split('.').Aggregate((JsonNode?)resource, (node, field) => node?[field]);
}
