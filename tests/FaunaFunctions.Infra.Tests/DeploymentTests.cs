using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Infra.Tests.Bicep;
using FaunaFunctions.Infra.Tests.Rules;

namespace FaunaFunctions.Infra.Tests;

/// <summary>What the template deploys, in each of the ways that it can be used.</summary>
public sealed class DeploymentTests(Templates templates)
{
    private const string NewAccount = "stx{token}";

    [Fact]
    public async Task Roles_are_those_that_are_needed_each_at_the_narrowest_scope()
    {
        NothingIn(RoleRules.Check(await templates.DefaultAsync(), RoleRules.OfApp(NewAccount, "FAUNA-SECRET"), []));
        NothingIn(RoleRules.Check(await templates.EverythingAsync(), RoleRules.OfApp(NewAccount, "FAUNA-SECRET", "SHOP-SECRET"), RoleRules.OfOperator(NewAccount)));
        NothingIn(RoleRules.Check(await templates.ExistingAccountAsync(), RoleRules.OfApp("lakeaccount", "FAUNA-SECRET"), []));
    }

    [Fact]
    public async Task App_settings_are_those_that_the_code_reads()
    {
        NothingIn(SettingRules.Check(await templates.DefaultAsync(), ["FAUNA_SECRET"], [], collector: false));
        NothingIn(SettingRules.Check(await templates.EverythingAsync(), ["FAUNA_SECRET", "SHOP_SECRET"], ["ORDERS_SCHEDULE"], collector: true));
        NothingIn(SettingRules.Check(await templates.ExistingAccountAsync(), ["FAUNA_SECRET"], [], collector: false));
    }

    [Fact]
    public async Task Alerts_ask_for_what_the_code_emits()
    {
        Assert.NotEmpty(EmittedMetrics.All);
        NothingIn(AlertRules.Check(await templates.DefaultAsync(), told: false));
        NothingIn(AlertRules.Check(await templates.EverythingAsync(), told: true));
    }

    [Fact]
    public async Task Resources_are_hardened()
    {
        var (usual, everything, existing) = (await templates.DefaultAsync(), await templates.EverythingAsync(), await templates.ExistingAccountAsync());

        NothingIn(Expectation.Always.SelectMany(e => e.Check(usual)));
        NothingIn(Expectation.Always.Concat(Expectation.Isolated).Concat(Expectation.ZoneRedundant).SelectMany(e => e.Check(everything)));
        NothingIn(Expectation.Always.SelectMany(e => e.Check(existing)));
        NothingIn(SiteProperties(usual).Concat(SiteProperties(everything)));
    }

    [Fact]
    public async Task Exports_of_the_parameters_are_settings_that_the_app_accepts()
    {
        var text = (string)(await templates.EverythingAsync()).AppSettings["FAUNA_EXPORTS"]!;
        var settings = new Dictionary<string, string> { ["FAUNA_SECRET"] = "a", ["SHOP_SECRET"] = "b", ["ORDERS_SCHEDULE"] = "0 */5 * * * *" };

        var read = SettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(text), "FAUNA_EXPORTS", settings.GetValueOrDefault);

        Assert.Empty(read.Warnings);
        Assert.Equal(["orders", "products"], read.Exports.Select(e => e.Name));
        Assert.Equal("deleted_at", read.Exports[0].DeletedColumn);
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_json_of_the_package_is_read_unless_parameters_say_what_to_export()
    {
        var usual = (await templates.DefaultAsync()).AppSettings;
        var everything = (await templates.EverythingAsync()).AppSettings;

        Assert.False(usual.ContainsKey("FAUNA_EXPORTS"));
        Assert.Equal("exports.json", (string?)usual["FAUNA_EXPORTS_FILE"]);
        Assert.False(everything.ContainsKey("FAUNA_EXPORTS_FILE"));
    }

    [Fact]
    public async Task Secrets_are_in_the_vault_alone()
    {
        var deployment = await templates.EverythingAsync();

        var elsewhere = deployment.Resources.Where(r => (string?)r["type"] != "Microsoft.KeyVault/vaults/secrets").Select(r => r.ToJsonString());

        // Secure parameters stay what they are: nothing that the compiler writes holds their values.
        Assert.Equal(
            ["[parameters('secrets').FAUNA_SECRET]", "[parameters('secrets').SHOP_SECRET]"],
            deployment.OfType("Microsoft.KeyVault/vaults/secrets").Select(r => (string?)r["properties"]!["value"]));
        Assert.All(elsewhere, text =>
        {
            Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
            Assert.DoesNotContain("parameters('secrets')", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_secret_without_a_value_is_left_as_the_vault_has_it()
    {
        var deployment = await templates.DefaultAsync();

        Assert.Equal("[not(empty(coalesce(tryGet(parameters('secrets'), 'FAUNA_SECRET'), '')))]", (string?)deployment.Single("Microsoft.KeyVault/vaults/secrets")["condition"]);
        Assert.Equal("@Microsoft.KeyVault(VaultName=kv-" + RoleRules.TokenOf(deployment) + ";SecretName=FAUNA-SECRET)", (string?)deployment.AppSettings["FAUNA_SECRET"]);
    }

    [Fact]
    public async Task Lifecycle_rules_touch_exported_blobs_alone_and_delete_only_when_asked_to()
    {
        var usual = (await templates.DefaultAsync()).Single("Microsoft.Storage/storageAccounts/managementPolicies");
        var everything = (await templates.EverythingAsync()).Single("Microsoft.Storage/storageAccounts/managementPolicies");

        Assert.All(new[] { usual, everything }, policy =>
        {
            Assert.StartsWith("stx", Deployment.NameOf(policy), StringComparison.Ordinal);
            var rule = Assert.Single(policy["properties"]!["policy"]!["rules"]!.AsArray())!;
            Assert.Equal("[\"exports/\"]", rule["definition"]!["filters"]!["prefixMatch"]!.ToJsonString());
        });
        Assert.DoesNotContain("delete", usual["properties"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"delete\":{\"daysAfterModificationGreaterThan\":400}", everything["properties"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_there_gets_a_container_and_a_table_and_nothing_else_is_changed_in_it()
    {
        var deployment = await templates.ExistingAccountAsync();

        var there = deployment.Resources.Where(r => ((string?)r["id"] ?? "").Contains("/lakeaccount/", StringComparison.Ordinal) || Deployment.NameOf(r) == "lakeaccount").ToList();

        Assert.Equal(
            ["Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleAssignments", "Microsoft.Storage/storageAccounts/blobServices/containers", "Microsoft.Storage/storageAccounts/tableServices/tables"],
            there.Select(r => (string)r["type"]!).Order(StringComparer.Ordinal));
        Assert.All(there, r => Assert.StartsWith("/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/rg-lake/", (string?)r["id"], StringComparison.Ordinal));
        Assert.Equal("lakeaccount", (string?)deployment.AppSettings["EXPORTS_STORAGE__accountName"]);
        Assert.Single(deployment.OfType("Microsoft.Storage/storageAccounts"));
    }

    [Fact]
    public async Task Containers_table_and_queues_are_there_under_the_names_that_app_settings_say()
    {
        var deployment = await templates.DefaultAsync();
        var (token, settings) = (RoleRules.TokenOf(deployment), deployment.AppSettings);

        Assert.Equal(
            new[] { $"st{token}/default/app-package-{token}", $"stx{token}/default/{settings["EXPORTS_CONTAINER"]}" },
            deployment.OfType("Microsoft.Storage/storageAccounts/blobServices/containers").Select(Deployment.NameOf));
        Assert.Equal($"stx{token}/default/{settings["EXPORTS_TABLE"]}", Deployment.NameOf(deployment.Single("Microsoft.Storage/storageAccounts/tableServices/tables")));
        Assert.Equal(
            new[] { $"st{token}/default/{settings["EXPORTS_QUEUE"]}", $"st{token}/default/{settings["EXPORTS_QUEUE"]}-poison" },
            deployment.OfType("Microsoft.Storage/storageAccounts/queueServices/queues").Select(Deployment.NameOf));
        Assert.Equal($"st{token}", (string?)settings["AzureWebJobsStorage__accountName"]);
        Assert.Equal($"stx{token}", (string?)settings["EXPORTS_STORAGE__accountName"]);
    }

    [Fact]
    public async Task An_isolated_network_leads_to_every_account_and_to_the_vault()
    {
        var deployment = await templates.EverythingAsync();

        var services = deployment.OfType("Microsoft.Network/privateEndpoints")
            .Select(r => r["properties"]!["privateLinkServiceConnections"]![0]!["properties"]!)
            .Select(p => $"{((string)p["privateLinkServiceId"]!).Split('/')[^1].TrimEnd(']')[..3]} {p["groupIds"]![0]}");

        Assert.Equal(["st" + RoleRules.TokenOf(deployment)[..1] + " blob", "st" + RoleRules.TokenOf(deployment)[..1] + " queue", "st" + RoleRules.TokenOf(deployment)[..1] + " table", "stx blob", "stx table", "kv- vault"], services);
        Assert.EndsWith("/subnets/app", (string?)deployment.Single("Microsoft.Web/sites")["properties"]!["virtualNetworkSubnetId"], StringComparison.Ordinal);
        Assert.Contains("Microsoft.App/environments", deployment.Single("Microsoft.Network/virtualNetworks").ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(4, deployment.OfType("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        Assert.Equal(6, deployment.OfType("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count());
        Assert.Empty((await templates.DefaultAsync()).OfType("Microsoft.Network/virtualNetworks"));
    }

    [Fact]
    public async Task The_progress_alert_watches_the_exports_that_it_is_told()
    {
        var queries = new List<string>();
        foreach (var deployment in new[] { await templates.DefaultAsync(), await templates.EverythingAsync() })
        {
            var rule = deployment.OfType(AlertRules.Type).Single(r => Deployment.NameOf(r).EndsWith("-no-progress", StringComparison.Ordinal));
            queries.Add((string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!);
        }

        Assert.Contains("[\"*\", 60]", queries[0], StringComparison.Ordinal);
        Assert.Contains("[\"orders\", 5, \"products\", 60]", queries[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_carries_the_tags_that_azd_looks_for()
    {
        var deployment = await templates.EverythingAsync();

        var tagged = deployment.Resources.Where(r => r["location"] is not null || (string?)r["type"] == "Microsoft.Resources/resourceGroups");

        Assert.All(tagged, r => Assert.Equal(("everything", "exports"), ((string?)r["tags"]?["azd-env-name"], (string?)r["tags"]?["costs"])));
        var service = Assert.Single(Repository.Read("azure.yaml").Split('\n'), line => line == "  app:");
        Assert.Equal(service.Trim().TrimEnd(':'), (string?)deployment.Single("Microsoft.Web/sites")["tags"]!["azd-service-name"]);
    }

    [Fact]
    public async Task Every_function_timeout_that_can_be_chosen_is_finite_and_the_default_is_that_of_host_json()
    {
        var parameter = (await new TemplateFileTests(templates).CompileAsync())["parameters"]!["functionTimeout"]!;
        var host = JsonNode.Parse(Repository.Read("host.json"))!;

        Assert.Equal((string?)host["functionTimeout"], (string?)parameter["defaultValue"]);
        Assert.All(parameter["allowedValues"]!.AsArray(), value =>
            Assert.InRange(TimeSpan.Parse((string)value!, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMinutes(5), TimeSpan.FromHours(2)));
    }

    // The whole text of every finding: what the assertions of collections print is cut.
    private static void NothingIn(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>What compiles, and is refused by the service on a Flex Consumption plan.</summary>
    private static IEnumerable<string> SiteProperties(Deployment deployment)
    {
        string[] refused =
        [
            "alwaysOn", "ftpsState", "linuxFxVersion", "use32BitWorkerProcess", "netFrameworkVersion", "functionsRuntimeScaleMonitoringEnabled", "functionAppScaleLimit", "preWarmedInstanceCount",
            "healthCheckPath", "nodeVersion", "powerShellVersion", "pythonVersion", "phpVersion", "appSettings",
        ];
        return deployment.Single("Microsoft.Web/sites")["properties"]!["siteConfig"]!.AsObject().Select(p => p.Key).Intersect(refused).Select(name => $"siteConfig.{name} is refused by the service");
    }
}
