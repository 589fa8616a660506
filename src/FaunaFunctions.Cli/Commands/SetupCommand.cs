using System.CommandLine;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>setup</c>: prints what an administrator sends to the database; sends nothing itself.</summary>
internal static class SetupCommand
{
    private const int DefaultHistoryDays = 3;

    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var collection = new Option<string[]>("--collection", "-c")
        {
            Description = "The collection to export; may be given several times, for one key that reads them all. '*': the whole database.",
            Required = true,
        };
        var api = new Option<string>("--api")
        {
            Description = "The query language: v4, or v10, which needs no index.",
            DefaultValueFactory = _ => "v4",
            HelpName = "v4|v10",
        };
        api.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not ("v4" or "v10"))
            {
                result.AddError("--api must be v4 or v10.");
            }
        });
        var full = new Option<bool>("--full") { Description = "Only full exports: no index, and a role that reads the documents alone." };
        var deletions = new Option<bool>("--deletions")
        {
            Description = "Deletions are exported too: makes sure that the collection keeps the history they are read from.",
        };
        var historyDays = NumberOption.Create("--history-days", "With --deletions, or through v10: the days of history to keep at least.", 1, 36_500, DefaultHistoryDays);
        var index = new Option<string?>("--index") { Description = "v4: name of the index. Default: COLLECTION_by_ts.", HelpName = "NAME" };
        var role = new Option<string?>("--role") { Description = "Name of the role and of the key. Default: export-COLLECTION, through v10 export_COLLECTION.", HelpName = "NAME" };
        var url = new Option<string>("--url")
        {
            Description = "The server, for the curl commands and the settings.",
            DefaultValueFactory = _ => "https://db.fauna.com",
        };
        var command = new Command("setup", "Print the commands, in FQL v4 or v10, that create role and key with the least privileges, and the index that v4 needs.")
        {
            collection, api, full, deletions, historyDays, index, role, url,
        };
        guard.Action(command, (parsed, _) =>
        {
            var language = parsed.GetValue(api) == "v10" ? FaunaApi.V10 : FaunaApi.V4;

            // Through v4 changes of a whole database would need an index for each of its collections.
            var incremental = !parsed.GetValue(full) && !(language == FaunaApi.V4 && parsed.GetRequiredValue(collection) is [ExportSettings.EveryCollection]);
            var seesDeletions = parsed.GetValue(deletions);
            // Through v4 deletions are read from history, through v10 every change is.
            var readsHistory = seesDeletions || (incremental && language == FaunaApi.V10);
            if (!readsHistory && parsed.GetResult(historyDays) is { Implicit: false })
            {
                throw new UsageInvalid(language == FaunaApi.V4
                    ? "--history-days goes with --deletions: through v4 nothing else is read from history. Give both, or leave it out."
                    : "--full needs no history. Leave out --history-days, or leave out --full.");
            }

            var request = new SetupRequest(
                parsed.GetRequiredValue(collection),
                incremental,
                readsHistory ? parsed.GetValue(historyDays) : null,
                parsed.GetValue(index),
                parsed.GetValue(role),
                language)
            { Deletions = seesDeletions };
            request.Validate();
            var server = ServerOf(parsed.GetRequiredValue(url));
            if (parsed.GetValue(common.Json))
            {
                MachineOutput.Write(host.Terminal, SetupOutput.Of(request, server));
            }
            else
            {
                SetupText.Write(host.Terminal, request, server);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Uri ServerOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var server)
            || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps)
            || server.PathAndQuery != "/" || server.UserInfo.Length > 0)
        {
            throw new UsageInvalid("--url must be a server's address, such as https://db.fauna.com or http://127.0.0.1:8443.");
        }

        return server;
    }
}
