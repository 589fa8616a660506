using System.Text;
using System.Text.Json;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.Core.Tests.Databases;

/// <summary>What a run over a database leaves in the storage.</summary>
public sealed class DatabaseLayoutTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task Collections_named_like_the_layouts_own_folders_or_unfit_for_folders_are_exported_apart(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        string[] names = ["full", "changes", "database", "_database", "_state", "latest.json", "a~b", "a;b@c", "run;1", "orders", "Orders"];
        for (var i = 0; i < names.Length; i++)
        {
            export.Make(names[i], i);
        }

        await export.RunAsync();
        await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), manifest.Collections.Select(c => c.Collection));
        Assert.Equal(names.Length, manifest.Collections.Select(c => c.Export).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        for (var i = 0; i < names.Length; i++)
        {
            Assert.Equal([(1L, i)], await export.StateAsync(manifest.Collections.Single(c => c.Collection == names[i]).Export));
        }

        await AssertSoundAsync(export);
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task The_schema_goes_along(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("orders", 1);
        export.Database.Query("""{"create_function":{"object":{"name":"double","body":{"query":{"lambda":"x","expr":{"multiply":[{"var":"x"},2]}}}}}}""");
        export.KeyFor("reader", "orders");
        export.Database.QueryV10("""Collection.create({ name: "Made", computed_fields: { twice: { body: "d => 2" } } })""");

        await export.RunAsync();

        var schema = (await export.LatestAsync()).Schema!;
        Assert.Empty(schema.NotExported);
        var folder = api == FaunaApi.V4 ? "" : "v4-";
        Assert.Contains("\"orders_by_ts\"", await TextAsync(export, schema, $"{folder}indexes.json"), StringComparison.Ordinal);
        Assert.Contains("\"multiply\"", await TextAsync(export, schema, $"{folder}functions.json"), StringComparison.Ordinal);
        Assert.Contains("\"reader\"", await TextAsync(export, schema, "roles.json"), StringComparison.Ordinal);
        using var collections = JsonDocument.Parse(await TextAsync(export, schema, "collections.json"));
        Assert.Equal(api == FaunaApi.V4 ? "v4" : "v10", collections.RootElement.GetProperty("api").GetString());
        var items = collections.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ToList();
        Assert.Equal(2, items.Count);
        Assert.Contains("\"orders\"", items[0], StringComparison.Ordinal);
        Assert.Contains("d => 2", items[1], StringComparison.Ordinal);
        Assert.Equal(api == FaunaApi.V10, schema.Files.Any(file => file.Kind == "fsl"));
        if (api == FaunaApi.V10)
        {
            Assert.Contains("collection Made", await TextAsync(export, schema, "fsl/main.fsl"), StringComparison.Ordinal);
        }

        await AssertSoundAsync(export);
    }

    [Theory]
    [InlineData(FaunaApi.V4, "roles,access_providers,databases")]
    [InlineData(FaunaApi.V10, "roles,access_providers,databases,v4_roles")]
    public async Task What_the_key_may_not_read_of_the_schema_is_named(FaunaApi api, string missing)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Make("orders", 1);
        export.UseKey(export.Database.CreateKey("server-readonly"));

        var result = await export.RunAsync();

        var schema = (await export.LatestAsync()).Schema!;
        Assert.Equal(missing.Split(','), schema.NotExported.Select(o => o.Kind));
        Assert.All(schema.NotExported, omission => Assert.Contains("may not read the definitions", omission.Reason, StringComparison.Ordinal));
        Assert.Contains(result.Warnings, warning => warning.StartsWith("Not exported of the database's schema: roles", StringComparison.Ordinal));
        Assert.Contains(schema.Files, file => file is { Kind: "collections", Items: 1 });
    }

    [Fact]
    public async Task An_incremental_run_writes_the_schema_again_only_when_it_has_changed()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V10, incremental: true);
        export.Make("orders", 1);
        var first = await export.RunAsync();
        export.Put("orders", 1, 2);
        var second = await export.RunAsync();
        export.Database.QueryV10("""Function.create({ name: "one", body: "() => 1" })""");

        var third = await export.RunAsync();

        var files = (await export.ManifestAsync(second.Manifest!)).Schema!.Files;
        Assert.Equal((await export.ManifestAsync(first.Manifest!)).Schema!.Files, files);
        Assert.Equal((RunOutcome.Completed, 0L), (third.Outcome, third.Rows));
        Assert.Contains("() => 1", await TextAsync(export, (await export.LatestAsync()).Schema!, "functions.json"), StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Idle, (await export.RunAsync()).Outcome);
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task As_many_snapshots_stay_as_the_settings_say_and_all_that_their_manifests_name(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Settings = export.Settings with { KeepSnapshots = 2 };
        export.Make("a", 1);
        export.Make("b", 2);
        var runs = new List<RunResult>();
        for (var i = 0; i < 4; i++)
        {
            if (i == 3)
            {
                // While a run is at work, all that the manifest before it names is still there.
                export.Before = run =>
                {
                    if (run == "shop/b")
                    {
                        AssertSoundAsync(export).GetAwaiter().GetResult();
                    }
                };
            }

            runs.Add(await export.RunAsync());
        }

        var folders = await FoldersAsync(export);
        var kept = runs[2..].Select(run => run.Through!.Value);
        Assert.Equal(
            kept.SelectMany(at => (string[])[$"shop/a/full/snapshot={at}/", $"shop/b/full/snapshot={at}/"]).Order(StringComparer.Ordinal),
            folders.Where(folder => folder.Contains("/full/", StringComparison.Ordinal)));
        Assert.Equal(
            runs[2..].Select(run => run.Manifest!.Replace("manifest.json", "", StringComparison.Ordinal)),
            folders.Where(folder => folder.StartsWith("shop/_database/run=", StringComparison.Ordinal) && !folder.Contains("/schema/", StringComparison.Ordinal)));
        await AssertSoundAsync(export);
    }

    [Fact]
    public async Task Snapshots_of_runs_that_are_not_complete_do_not_push_out_those_that_latest_json_leads_to()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4);
        export.Settings = export.Settings with { KeepSnapshots = 1 };
        export.Make("a", 1);
        export.Make("secret", 2);
        await export.RunAsync();
        export.UseKey(export.KeyFor("exporter", "a"));
        for (var i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        }

        var report = await new DatabaseVerifier(export.Parts).VerifyAsync("shop", await export.CursorAsync(), Cancel);

        Assert.Equal([FindingKind.CollectionMissing], report.Findings.Select(finding => finding.Kind));
        Assert.Equal(2, (await FoldersAsync(export)).Count(folder => folder.StartsWith("shop/a/full/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(FaunaApi.V4)]
    [InlineData(FaunaApi.V10)]
    public async Task A_time_that_falls_out_of_history_is_told_and_no_row_is_of_two_times(FaunaApi api)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(api);
        export.Database.CreateCollection("a", historyDays: 0);
        export.Database.CreateCollection("b", historyDays: 0);
        export.Put("a", 1, 1);
        export.Put("b", 1, 1);
        export.Before = run =>
        {
            if (run == "shop/b")
            {
                export.Time.Advance(TimeSpan.FromHours(1));
                export.Put("b", 1, 2);
                export.Time.Advance(TimeSpan.FromSeconds(1));
            }
        };

        var result = await export.RunAsync();

        var manifest = await export.LatestAsync();
        Assert.Equal((true, DatabaseConsistency.Apart, manifest.At), (manifest.Complete, manifest.Consistency, manifest.Through));
        Assert.Equal((manifest.At, true), (manifest.Collections[0].Snapshot, manifest.Collections[1].Snapshot > manifest.At));
        Assert.Contains(result.Warnings, warning => warning.StartsWith("b: The time", StringComparison.Ordinal));
        Assert.Equal([(1, 2)], await export.StateAsync("shop/b"));
    }

    [Fact]
    public async Task A_collection_that_fails_in_passing_is_tried_again_at_the_same_time_and_then_given_up()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4);
        export.Make("a", 1);
        export.Make("b", 2);
        var refuse = true;
        export.Check = (settings, _) => refuse && settings.Collection == "b" ? throw new FaunaTimeout("too slow") : Task.FromResult(new CheckResult(CheckStatus.Succeeded, "", []));
        await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        var at = (await export.CursorAsync())!.Database!.Run!.At;
        export.Put("a", 1, -1);
        export.Put("b", 1, -1);
        refuse = false;

        await export.RunAsync();

        Assert.Equal((at, true), ((await export.LatestAsync()).At, (await export.LatestAsync()).Complete));
        Assert.Equal([(1, 2)], await export.StateAsync("shop/b"));

        export.Make("c", 3);
        export.Check = (settings, _) => settings.Collection == "c" ? throw new FaunaTimeout("too slow") : Task.FromResult(new CheckResult(CheckStatus.Succeeded, "", []));
        await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        Assert.Null((await export.CursorAsync())!.Database!.Run);
        Assert.Equal(at, (await export.LatestAsync()).At);
        await Assert.ThrowsAsync<DatabaseIncomplete>(() => export.RunAsync());
        Assert.Equal([(1, -1)], await export.StateAsync("shop/a"));
    }

    [Fact]
    public async Task A_database_out_of_reach_keeps_the_run_under_way()
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4);
        export.Make("a", 1);
        export.Make("b", 2);
        var down = false;
        export.Before = run => down |= run == "shop/b";
        export.Server.Faults.OnRequest = _ => down ? EmulatorFault.Throttled : EmulatorFault.None;
        await Assert.ThrowsAnyAsync<FaunaException>(() => export.RunAsync());
        var run = (await export.CursorAsync())!.Database!.Run!;
        Assert.Equal(["shop/b"], run.Pending);
        export.Before = null;
        down = false;
        export.Put("b", 1, -1);

        await export.RunAsync();

        Assert.Equal((run.At, DatabaseConsistency.Snapshot), ((await export.LatestAsync()).At, (await export.LatestAsync()).Consistency));
        Assert.Equal([(1, 2)], await export.StateAsync("shop/b"));
    }

    [Theory]
    [InlineData("shop/latest.json", FindingKind.LatestWrong)]
    [InlineData("shop/_database/run=RUN/manifest.json", FindingKind.ManifestAltered)]
    [InlineData("shop/_database/run=RUN/schema/roles.json", FindingKind.SchemaAltered)]
    [InlineData("shop/a/full/snapshot=AT/manifest.json", FindingKind.ManifestAltered)]
    [InlineData("shop/stray/part-00000001.ndjson", FindingKind.StrayPart)]
    public async Task What_was_altered_is_found(string name, FindingKind kind)
    {
        await using var export = await EmulatedDatabaseExport.StartAsync(FaunaApi.V4);
        export.Make("a", 1);
        await export.RunAsync();
        var manifest = await export.LatestAsync();
        name = name.Replace("RUN", manifest.Run, StringComparison.Ordinal).Replace("AT", $"{manifest.At}", StringComparison.Ordinal);
        var content = Encoding.UTF8.GetString(await export.Parts.ReadDocumentAsync(name, Cancel) ?? []);
        await export.Parts.WriteDocumentAsync(name, Encoding.UTF8.GetBytes(kind == FindingKind.LatestWrong ? content.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal) : content + " "), Cancel);

        var report = await new DatabaseVerifier(export.Parts).VerifyAsync("shop", await export.CursorAsync(), Cancel);

        Assert.Contains(report.Findings, finding => finding.Kind == kind && finding.Name == name);
    }

    private static async Task<string> TextAsync(EmulatedDatabaseExport export, DatabaseSchema schema, string file) =>
        Encoding.UTF8.GetString((await export.Parts.ReadDocumentAsync(schema.Files.Single(f => f.Name.EndsWith("/schema/" + file, StringComparison.Ordinal)).Name, Cancel))!);

    private static async Task<IReadOnlyList<string>> FoldersAsync(EmulatedDatabaseExport export)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var name in export.Parts.ListAsync("shop/", Cancel))
        {
            folders.Add(name[..(name.LastIndexOf('/') + 1)]);
        }

        return [.. folders];
    }

    private static async Task AssertSoundAsync(EmulatedDatabaseExport export)
    {
        var cursor = await export.CursorAsync();
        var report = await new DatabaseVerifier(export.Parts).VerifyAsync("shop", cursor, Cancel);
        Assert.Empty(report.Findings);
        foreach (var child in DatabaseVerifier.ChildrenOf(cursor))
        {
            var own = await new Verifier(export.Parts).VerifyAsync(child.Export, await export.CursorAsync(child.Export), null, null, Cancel);
            Assert.Empty(own.Findings);
            Assert.True(own.Manifests > 0);
        }
    }
}
