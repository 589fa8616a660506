using System.CommandLine;
using System.Text;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Core.Catalog;

namespace FaunaFunctions.Cli.Commands;

/// <summary><c>discover</c>: what the records of exports look like.</summary>
internal static class DiscoverCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandHost host, CommonOptions common, CommandGuard guard)
    {
        var selection = new SelectionOptions(host, common);
        var sample = NumberOption.Create(
            "--sample", "Infer the schema of data from this many documents of each collection. 0 reads none.", 0, Discovery.MostDocuments, 0);
        var command = new Command("discover", "Print the catalogue of exports with a JSON schema of their records, in the Airbyte protocol's shape.");
        selection.AddTo(command, storage: false);
        command.Add(sample);
        guard.Action(command, async (parsed, cancellationToken) =>
        {
            using var set = await selection.OpenAsync(parsed, cancellationToken);
            var streams = new List<DiscoveredStream>();
            foreach (var export in set.Chosen)
            {
                streams.AddRange(await set.Of(export, host.AppSetting).DescribeAsync(parsed.GetValue(sample), cancellationToken));
            }

            var catalog = new DiscoveredCatalog(streams).ToJson(indented: !parsed.GetValue(common.Json));
            host.Terminal.ResultWriter.Write(Encoding.UTF8.GetString(catalog) + "\n");
            return ExitCode.Done;
        });
        return command;
    }
}
