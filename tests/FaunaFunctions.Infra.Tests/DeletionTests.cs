using FaunaFunctions.Infra.Tests.Bicep;
using FaunaFunctions.Infra.Tests.Rules;

namespace FaunaFunctions.Infra.Tests;

/// <summary>The rules notice when something goes missing, and name it: what was deployed, each time without one thing.</summary>
public sealed class DeletionTests(Templates templates)
{
    private static readonly string[] Secrets = ["FAUNA_SECRET", "SHOP_SECRET"];

    [Fact]
    public async Task Every_role_assignment_that_goes_missing_is_named()
    {
        var deployment = await templates.EverythingAsync();
        var (ofApp, ofOperator) = (RoleRules.OfApp("stx{token}", "FAUNA-SECRET", "SHOP-SECRET"), RoleRules.OfOperator("stx{token}"));
        var all = deployment.OfType("Microsoft.Authorization/roleAssignments").ToList();

        Assert.Equal(ofApp.Count + ofOperator.Count, all.Count);
        foreach (var assignment in all)
        {
            var finding = Assert.Single(RoleRules.Check(deployment.Without(assignment), ofApp, ofOperator));

            var role = ((string)assignment["properties"]!["roleDefinitionId"]!).Split('/')[^1];
            Assert.StartsWith("role assignment is missing: ", finding, StringComparison.Ordinal);
            Assert.Contains($"({role}) on ", finding, StringComparison.Ordinal);
            Assert.Contains(Deployment.ScopeOf(assignment).Split("/providers/")[1], finding, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_role_assignment_that_gets_wider_is_named()
    {
        var deployment = await templates.EverythingAsync();

        foreach (var name in deployment.OfType("Microsoft.Authorization/roleAssignments").Select(Deployment.NameOf))
        {
            var wider = deployment.With(d =>
            {
                var assignment = d.OfType("Microsoft.Authorization/roleAssignments").Single(r => Deployment.NameOf(r) == name);
                assignment["id"] = $"/subscriptions/1/resourceGroups/rg/providers/Microsoft.Everything/all/it/providers/Microsoft.Authorization/roleAssignments/{name}";
            });

            var findings = RoleRules.Check(wider, RoleRules.OfApp("stx{token}", "FAUNA-SECRET", "SHOP-SECRET"), RoleRules.OfOperator("stx{token}"));

            Assert.Contains(findings, f => f.StartsWith("role assignment is not expected: ", StringComparison.Ordinal) && f.Contains("Microsoft.Everything/all/it", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_app_setting_that_goes_missing_is_named()
    {
        foreach (var deployment in new[] { await templates.EverythingAsync(), await templates.DefaultAsync() })
        {
            var isEverything = deployment.AppSettings.ContainsKey("SHOP_SECRET");
            foreach (var name in deployment.AppSettings.Select(s => s.Key).ToList())
            {
                var without = deployment.With(d => d.AppSettings.Remove(name));

                var finding = Assert.Single(SettingRules.Check(without, isEverything ? Secrets : Secrets[..1], isEverything ? ["ORDERS_SCHEDULE"] : [], isEverything));

                Assert.Contains(name, finding, StringComparison.Ordinal);
                Assert.Contains("is missing", finding, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("FAUNA_SECRET", "the secret itself", "is not a reference to the vault")]
    [InlineData("EXPORTS_STORAGE__credential", "key", "must be managedidentity")]
    [InlineData("EXPORTS_STORAGE__clientId", "3", "is not the client id")]
    [InlineData("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b", "holds a key")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=AAD", "does not name the identity")]
    [InlineData("AzureFunctionsJobHost__functionTimeout", "-1", "must be a finite time")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "custom", "is refused by the service")]
    [InlineData("EXPORTS_TABEL", "x", "nothing reads it")]
    public async Task An_app_setting_with_a_wrong_value_is_named(string name, string value, string problem)
    {
        var wrong = (await templates.EverythingAsync()).With(d => d.AppSettings[name] = value);

        var findings = SettingRules.Check(wrong, Secrets, ["ORDERS_SCHEDULE"], collector: true);

        Assert.Contains(findings, f => f.StartsWith($"app setting {name} ", StringComparison.Ordinal) && f.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_alert_that_goes_missing_is_named()
    {
        var deployment = await templates.EverythingAsync();
        var all = deployment.OfType(AlertRules.Type).ToList();

        Assert.Equal(Alert.All.Count, all.Count);
        foreach (var alert in all)
        {
            var finding = Assert.Single(AlertRules.Check(deployment.Without(alert), told: true));

            var name = Alert.All.Single(a => Deployment.NameOf(alert).EndsWith("-" + a.Name, StringComparison.Ordinal)).Name;
            Assert.Equal($"alert {name} is missing", finding);
        }
    }

    [Theory]
    [InlineData("faunafunctions.runs", "faunafunctions.run", "asks for the metric faunafunctions.run, which the code does not emit")]
    [InlineData("\"failed\"", "\"broken\"", "asks for the outcome broken, which the code does not emit")]
    [InlineData("\"idle\"", "\"nothing\"", "asks for the outcome nothing, which the code does not emit")]
    [InlineData("\"export\"", "\"collection\"", "asks for the tag collection, which the code does not emit")]
    [InlineData("\"continue-export\"", "\"go-on\"", "does not ask for \"continue-export\"")]
    [InlineData("continue-export-poison", "poison", "does not ask for /continue-export-poison/")]
    public async Task A_query_for_what_nothing_emits_is_named(string right, string wrong, string problem)
    {
        var deployment = (await templates.EverythingAsync()).With(d =>
        {
            foreach (var condition in d.OfType(AlertRules.Type).Select(r => r["properties"]!["criteria"]!["allOf"]![0]!))
            {
                condition["query"] = ((string)condition["query"]!).Replace(right, wrong, StringComparison.Ordinal);
            }
        });

        Assert.Contains(AlertRules.Check(deployment, told: true), finding => finding.EndsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alert_that_is_off_or_tells_nobody_or_cannot_see_is_named()
    {
        var deployment = await templates.EverythingAsync();

        var off = deployment.With(d => d.OfType(AlertRules.Type).First()["properties"]!["enabled"] = false);
        var silent = deployment.With(d => d.OfType(AlertRules.Type).First()["properties"]!["actions"]!["actionGroups"]!.AsArray().Clear());
        var blind = deployment.Without(deployment.OfType("Microsoft.Insights/diagnosticSettings").First(r => Deployment.ScopeOf(r).EndsWith("/queueServices/default", StringComparison.Ordinal)));

        Assert.Equal("alert run-failed is off", Assert.Single(AlertRules.Check(off, told: true)));
        Assert.Equal("alert run-failed tells nobody", Assert.Single(AlertRules.Check(silent, told: true)));
        Assert.StartsWith("alert poison-message can see nothing", Assert.Single(AlertRules.Check(blind, told: true)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_hardening_that_goes_missing_is_named()
    {
        var deployment = await templates.EverythingAsync();

        foreach (var expectation in Expectation.Always.Concat(Expectation.Isolated).Concat(Expectation.ZoneRedundant))
        {
            foreach (var name in deployment.OfType(expectation.Type).Select(Deployment.NameOf))
            {
                var without = deployment.With(d => expectation.Remove(d.OfType(expectation.Type).First(r => Deployment.NameOf(r) == name)));

                Assert.Equal($"{expectation.Type} {name}: {expectation.Path} must be {expectation.Value}, not absent", Assert.Single(expectation.Check(without)));
            }
        }
    }
}
