using FaunaFunctions.Cli.Demo.Data;
using FaunaFunctions.Cli.Exports;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Verification;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace FaunaFunctions.Cli.Demo;

/// <summary>
/// Everything once, on a database made up for it, through both query languages: set up, export, change, export the change, verify, and hold what came
/// through v4 against what came through v10.
/// </summary>
/// <param name="host">Terminal, signals and clock.</param>
/// <param name="folder">Where things land.</param>
/// <param name="orders">Documents of the largest collection.</param>
/// <param name="keep">Whether the database goes on until it is stopped.</param>
internal sealed class DemoRun(CommandHost host, DemoFolder folder, int orders, bool keep)
{
    private readonly IAnsiConsole _out = host.Terminal.Out;

    /// <summary>Runs the demo.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var started = host.Time.GetTimestamp();
        var collections = DemoCollection.All(orders);
        Title("A Fauna database in memory, filled");
        await using var emulator = await FaunaEmulator.StartAsync(new EmulatorOptions { IndexBuildTime = TimeSpan.FromMilliseconds(300) }, cancellationToken);
        var opened = emulator.CreateDatabase(DemoDatabase.Name);
        var database = new DemoDatabase(opened, collections);
        database.Fill();
        _out.MarkupLineInterpolated($"  {emulator.Url} has {string.Join(", ", collections.Select(c => $"{Quantity.Count(c.Count)} {c.Name}"))}, which hold every type that Fauna has.");

        Title("For FQL v4: index, role and key. For FQL v10: role and key");
        string[] names = [.. collections.Select(c => c.Name)];
        var v4 = new SetupRequest(names, Incremental: true, HistoryDays: 1);
        var v10 = new SetupRequest(names, Incremental: true, HistoryDays: 1, Role: "export_v10", Api: FaunaApi.V10);
        var secrets = new Dictionary<string, string>
        {
            [DemoFolder.V4Secret] = await SetUpAsync(emulator.Url, opened.AdminSecret, v4, cancellationToken),
            [DemoFolder.V10Secret] = await SetUpAsync(emulator.Url, opened.AdminSecret, v10, cancellationToken),
        };
        await folder.WriteSettingsAsync(v4, v10, emulator.Url, cancellationToken);
        _out.MarkupLineInterpolated($"  Keys that may read these collections and nothing else. The commands: faunafunctions setup --collection {CustomerDocument.Collection} --deletions {"[--api v10]"}");

        var settings = await SettingsReader.ReadAsync(folder.Settings, secrets.GetValueOrDefault, cancellationToken);
        using var set = new ExportSet(folder.Settings, settings, [], () => OpenStorage(settings), host.Time, NullLoggerFactory.Instance);
        var code = await ExportAsync("Everything at one point in time, through v4, then through v10", set);
        if (code == ExitCode.Done)
        {
            var changes = database.Change();
            code = await ExportAsync($"What changed: {changes.Updated} documents updated, {changes.Added} added, {changes.Deleted} deleted, {changes.Prolonged} to expire later (no deletions, though the history says remove)", set);
        }

        code = code == ExitCode.Done ? await VerifyAsync(set, cancellationToken) : code;
        code = code == ExitCode.Done ? Compare(names) : code;
        if (code != ExitCode.Done)
        {
            return code;
        }

        Title("What landed where");
        DemoReport.Write(host.Terminal, folder, set.Chosen);
        _out.MarkupLineInterpolated($"[green]✓[/] Done in {Quantity.Duration(host.Time.GetElapsedTime(started))}.");
        if (keep)
        {
            await KeepAsync(emulator, v4, v10, cancellationToken);
        }

        return ExitCode.Done;
    }

    private ExportStorage OpenStorage(SettingsFile settings) => ExportStorage.Open(
        StorageChoice.Of(folder.Settings, settings.Storage, kind: null, folder: null), _ => null, host.Time, NullLoggerFactory.Instance);

    private static async Task<string> SetUpAsync(Uri server, string secret, SetupRequest request, CancellationToken cancellationToken)
    {
        using var client = new SetupClient(server, secret, request.Api);
        return await client.RunAsync(SetupPlan.For(request), cancellationToken);
    }

    private async Task<ExitCode> ExportAsync(string title, ExportSet set)
    {
        Title(title);
        return await new ExportRunner(set, host, json: false, verbose: false).RunAllAsync(mode: null, budget: null);
    }

    private async Task<ExitCode> VerifyAsync(ExportSet set, CancellationToken cancellationToken)
    {
        Title("Every part read again");
        var code = ExitCode.Done;
        var verifier = new ExportVerifier(set.Parts, set.Cursors, set.SourceOf);
        foreach (var export in set.Chosen)
        {
            await foreach (var verification in verifier.VerifyAsync(export, SourceQuestion.Required, cancellationToken))
            {
                VerificationText.Write(host.Terminal, verification);
                code = verification.Passed ? code : ExitCode.Wrong;
            }
        }

        return code;
    }

    private ExitCode Compare(IEnumerable<string> collections)
    {
        Title("The two languages compared, record by record");
        var table = Terminal.NewTable(_out, "collection", "records", "same bytes", "told otherwise by v10");
        IReadOnlyList<LanguageComparison> all = [.. collections.Select(c => LanguageComparison.Of(folder.Exports, c))];
        foreach (var one in all)
        {
            table.AddRow(one.Collection, Quantity.Count(one.Records), Quantity.Count(one.Same), Quantity.Count(one.Otherwise));
        }

        _out.Write(table);
        if (all.Sum(c => c.Wrong) is > 0 and var wrong)
        {
            _out.MarkupLineInterpolated($"[red]✗[/] {Quantity.Count(wrong, "record")} differ between the two.");
            return ExitCode.Wrong;
        }

        _out.MarkupLineInterpolated($"[green]✓[/] The same records through both. Told otherwise: lambdas, sets, references to v4 indexes and native collections, of which v10 no longer tells everything (docs/records.md).");
        return ExitCode.Done;
    }

    private async Task KeepAsync(FaunaEmulator emulator, SetupRequest v4, SetupRequest v10, CancellationToken cancellationToken)
    {
        _out.WriteLine();
        _out.MarkupLineInterpolated($"The database goes on at [bold]{emulator.Url}[/] until Ctrl-C. In another terminal:");
        _out.MarkupLineInterpolated($"  export {DemoFolder.V4Secret}={emulator.RootSecret}:{DemoDatabase.Name}:@role/{v4.RoleName}");
        _out.MarkupLineInterpolated($"  export {DemoFolder.V10Secret}={emulator.RootSecret}:{DemoDatabase.Name}:@role/{v10.RoleName}");
        _out.MarkupLineInterpolated($"  dotnet run --project src/FaunaFunctions.Cli -- status --config {folder.Settings}");
        _out.MarkupLineInterpolated($"  dotnet run --project src/FaunaFunctions.Cli -- check --config {folder.Settings}");
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Title(string title)
    {
        _out.WriteLine();
        _out.MarkupLineInterpolated($"[bold deepskyblue1]{title}[/]");
    }
}
