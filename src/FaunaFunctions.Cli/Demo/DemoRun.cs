using FaunaFunctions.Cli.Demo.Data;
using FaunaFunctions.Cli.Exports;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Cli.Verification;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace FaunaFunctions.Cli.Demo;

/// <summary>Everything once, on a database made up for it: set up, export, change, export the change, verify.</summary>
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

        Title("Index, role and key");
        var request = new SetupRequest([.. collections.Select(c => c.Name)], Incremental: true, HistoryDays: 1);
        var secret = await SetUpAsync(emulator.Url, opened.AdminSecret, request, cancellationToken);
        await folder.WriteSettingsAsync(request, emulator.Url, cancellationToken);
        _out.MarkupLineInterpolated($"  One key that may read these collections and nothing else. The commands: faunafunctions setup --collection {CustomerDocument.Collection} --deletions");

        var settings = await SettingsReader.ReadAsync(folder.Settings, name => name == "FAUNA_SECRET" ? secret : null, cancellationToken);
        using var set = new ExportSet(folder.Settings, settings, [], () => OpenStorage(settings), host.Time, NullLoggerFactory.Instance);
        var code = await ExportAsync("Everything, at one point in time", set);
        if (code == ExitCode.Done)
        {
            var changes = database.Change();
            code = await ExportAsync($"What changed: {changes.Updated} documents updated, {changes.Added} added, {changes.Deleted} deleted, {changes.Prolonged} to expire later (no deletions, though the history says remove)", set);
        }

        code = code == ExitCode.Done ? await VerifyAsync(set, cancellationToken) : code;
        if (code != ExitCode.Done)
        {
            return code;
        }

        Title("What landed where");
        DemoReport.Write(host.Terminal, folder, set.Chosen);
        _out.MarkupLineInterpolated($"[green]✓[/] Done in {Quantity.Duration(host.Time.GetElapsedTime(started))}.");
        if (keep)
        {
            await KeepAsync(emulator, request, cancellationToken);
        }

        return ExitCode.Done;
    }

    private ExportStorage OpenStorage(SettingsFile settings) => ExportStorage.Open(
        StorageChoice.Of(folder.Settings, settings.Storage, kind: null, folder: null), _ => null, host.Time, NullLoggerFactory.Instance);

    private static async Task<string> SetUpAsync(Uri server, string secret, SetupRequest request, CancellationToken cancellationToken)
    {
        using var client = new SetupClient(server, secret);
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
        foreach (var export in set.Chosen)
        {
            var verification = await ExportVerification.RunAsync(set, export, askFauna: true, cancellationToken);
            VerificationText.Write(host.Terminal, verification);
            code = verification.Report.Passed ? code : ExitCode.Wrong;
        }

        return code;
    }

    private async Task KeepAsync(FaunaEmulator emulator, SetupRequest request, CancellationToken cancellationToken)
    {
        _out.WriteLine();
        _out.MarkupLineInterpolated($"The database goes on at [bold]{emulator.Url}[/] until Ctrl-C. In another terminal:");
        _out.MarkupLineInterpolated($"  export FAUNA_SECRET={emulator.RootSecret}:{DemoDatabase.Name}:@role/{request.RoleName}");
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
