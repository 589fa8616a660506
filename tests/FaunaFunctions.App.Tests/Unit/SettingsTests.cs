using FaunaFunctions.App.Tests.Unit.Support;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Unit;

public sealed class SettingsTests
{
    [Fact]
    public async Task Wrong_settings_fail_every_invocation_clearly_and_are_told_problem_by_problem_once()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.StartAsync(""" "pageSize": 0 """);

        var first = await app.FireAsync();
        var second = await app.InvokeAsync("continue-export", Payloads.Queue("""{"export":"things","run":"1"}"""));

        Assert.Equal((500, "SettingsInvalid"), (first.Status, first.Error));
        Assert.Contains("exports[0].pageSize", first.Message, StringComparison.Ordinal);
        Assert.Equal("SettingsInvalid", second.Error);
        Assert.Single(app.Log.At(LogLevel.Error), line => line.StartsWith("Nothing can be exported", StringComparison.Ordinal));
        Assert.Equal(200, (await app.GetAsync("/")).Status);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("../up")]
    [InlineData("all orders")]
    [InlineData("größe")]
    [InlineData("..")]
    [InlineData("注文")]
    public async Task An_export_name_that_is_not_safe_is_refused_before_anything_is_written(string name)
    {
        await using var app = await RunningApp.CreateAsync();

        await RefusesAsync(app, name);
    }

    [Fact]
    public async Task An_export_name_of_200_characters_is_refused_before_anything_is_written()
    {
        await using var app = await RunningApp.CreateAsync();

        await RefusesAsync(app, new string('a', 200));
    }

    [Fact]
    public async Task What_is_wrong_is_in_the_log_before_the_first_invocation()
    {
        await using var app = await RunningApp.CreateAsync();
        await app.LaunchAsync();

        await RunningApp.UntilAsync(() => app.Log.At(LogLevel.Error).Any(line => line.Contains("exports.json", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_key_vault_reference_that_was_not_resolved_is_refused_by_its_name()
    {
        await using var app = await RunningApp.CreateAsync();
        app.Set("FAUNA_SECRET", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/fauna)");
        await app.StartAsync();

        var answer = await app.FireAsync();

        Assert.Equal("SettingsInvalid", answer.Error);
        Assert.Contains("FAUNA_SECRET", answer.Message, StringComparison.Ordinal);
        Assert.Contains("Key Vault reference", answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("vault.example", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_file_is_exports_json_of_the_apps_folder_unless_another_is_named()
    {
        await using var app = await RunningApp.CreateAsync();
        await File.WriteAllTextAsync(
            Path.Combine(app.Root, "mine.json"),
            $$"""
            {
              "connections": { "main": { "scheme": "http", "domain": "127.0.0.1", "port": {{app.Emulator.Url.Port}}, "secret": "%FAUNA_SECRET%" } },
              "exports": [ { "name": "mine", "collection": "things" } ]
            }
            """,
            TestContext.Current.CancellationToken);
        app.Set("FAUNA_EXPORTS_FILE", "mine.json");
        await app.LaunchAsync();

        Assert.Contains("is complete with 3 rows", (await app.FireAsync("export-mine")).Logs, StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(RunningApp app, string name)
    {
        await app.StartWithAsync($$"""{ "name": "{{name}}", "collection": "things" }""");
        await RunningApp.UntilAsync(() => app.Log.At(LogLevel.Error).Count > 0);

        Assert.Contains("exports[0].name", app.Log.At(LogLevel.Error)[0], StringComparison.Ordinal);
        Assert.Equal("SettingsInvalid", (await app.FireAsync()).Error);
        Assert.False(Directory.Exists(app.Storage));
    }
}
