using System.Text.Json.Nodes;
using FaunaFunctions.Infra.Tests.Bicep;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>Every role that is needed is assigned, at the narrowest scope that serves, and no other.</summary>
internal static class RoleRules
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";

    /// <summary>The roles that the app needs, by scope. <c>{token}</c> stands for the end of generated names.</summary>
    /// <param name="exportsAccount">The account that exports land in.</param>
    /// <param name="secrets">The vault's secrets that app settings refer to.</param>
    public static IReadOnlyList<(Role Role, string Scope)> OfApp(string exportsAccount, params string[] secrets) =>
    [
        (Role.BlobOwner, "Microsoft.Storage/storageAccounts/st{token}"),
        (Role.TableContributor, "Microsoft.Storage/storageAccounts/st{token}"),
        (Role.QueueContributor, "Microsoft.Storage/storageAccounts/st{token}/queueServices/default/queues/continue-export"),
        (Role.QueueContributor, "Microsoft.Storage/storageAccounts/st{token}/queueServices/default/queues/continue-export-poison"),
        (Role.MetricsPublisher, "Microsoft.Insights/components/appi-{token}"),
        .. secrets.Select(secret => (Role.SecretsUser, $"Microsoft.KeyVault/vaults/kv-{{token}}/secrets/{secret}")),
        (Role.BlobContributor, $"Microsoft.Storage/storageAccounts/{exportsAccount}/blobServices/default/containers/exports"),
        (Role.TableContributor, $"Microsoft.Storage/storageAccounts/{exportsAccount}/tableServices/default/tables/exportcursors"),
    ];

    /// <summary>The roles of the operator.</summary>
    public static IReadOnlyList<(Role Role, string Scope)> OfOperator(string exportsAccount) =>
    [
        (Role.SecretsOfficer, "Microsoft.KeyVault/vaults/kv-{token}"),
        (Role.BlobReader, $"Microsoft.Storage/storageAccounts/{exportsAccount}/blobServices/default/containers/exports"),
        (Role.TableReader, $"Microsoft.Storage/storageAccounts/{exportsAccount}/tableServices/default/tables/exportcursors"),
    ];

    /// <summary>What is wrong with a deployment's roles.</summary>
    public static IEnumerable<string> Check(Deployment deployment, IReadOnlyList<(Role Role, string Scope)> ofApp, IReadOnlyList<(Role Role, string Scope)> ofOperator)
    {
        var token = TokenOf(deployment);
        var wanted = ofApp.Select(r => Describe(r.Role.Id, r.Role.Name, r.Scope, token, "app"))
            .Concat(ofOperator.Select(r => Describe(r.Role.Id, r.Role.Name, r.Scope, token, "operator"))).ToList();
        var found = deployment.OfType(Assignment).Select(Describe).ToList();
        return wanted.Except(found).Select(role => $"role assignment is missing: {role}")
            .Concat(found.Except(wanted).Select(role => $"role assignment is not expected: {role}"))
            .Concat(found.GroupBy(role => role).Where(group => group.Count() > 1).Select(group => $"role assignment is there twice: {group.Key}"))
            .Concat(Names(deployment));
    }

    /// <summary>The end of the generated names.</summary>
    public static string TokenOf(Deployment deployment) => Deployment.NameOf(deployment.Single("Microsoft.Web/sites"))["func-".Length..];

    // Two assignments of one name at one scope are one; names must follow from scope, identity and role, so that they come out the same every time.
    private static IEnumerable<string> Names(Deployment deployment) =>
        deployment.OfType(Assignment).Where(r => !Guid.TryParse(Deployment.NameOf(r), out _)).Select(r => $"role assignment's name is no GUID that can be told beforehand: {Deployment.NameOf(r)}");

    private static string Describe(JsonObject assignment)
    {
        var properties = assignment["properties"]!;
        var id = ((string)properties["roleDefinitionId"]!).Split('/')[^1];
        var principal = (string)properties["principalId"]!;
        var isApp = principal.Contains("userAssignedIdentities", StringComparison.Ordinal) && principal.EndsWith(".principalId]", StringComparison.Ordinal);
        var kind = (string)properties["principalType"]!;
        var who = isApp && kind == "ServicePrincipal" ? "app" : isApp ? $"app as {kind}" : "operator";
        var scope = Deployment.ScopeOf(assignment);
        return Describe(id, NameOf(id), scope[(scope.IndexOf("/providers/", StringComparison.Ordinal) + "/providers/".Length)..], "", who);
    }

    private static string Describe(string id, string name, string scope, string token, string who) =>
        $"{name} ({id}) on {scope.Replace("{token}", token, StringComparison.Ordinal)} for the {who}";

    private static string NameOf(string id) => typeof(Role).GetFields().Select(f => f.GetValue(null)).OfType<Role>().FirstOrDefault(r => r.Id == id)?.Name ?? "a role";
}
