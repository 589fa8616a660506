using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Airbyte;

/// <summary>The configured catalogue of an Airbyte connection: which streams it reads, and how.</summary>
internal sealed class ConfiguredCatalog
{
    private ConfiguredCatalog(IReadOnlyList<(string Name, bool IsIncremental)> streams) => Streams = streams;

    /// <summary>The streams, in the file's order. A stream of source-fauna is named after its collection.</summary>
    public IReadOnlyList<(string Name, bool IsIncremental)> Streams { get; }

    /// <summary>How a collection is synchronized; null when the catalogue has no such stream.</summary>
    public bool? IsIncremental(string collection) =>
        Streams.Where(stream => stream.Name == collection).Select(stream => (bool?)stream.IsIncremental).FirstOrDefault();

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="problems">Receives what is wrong with values.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SettingsInvalid">It is not there, or is no JSON.</exception>
    public static async Task<ConfiguredCatalog> ReadAsync(string file, List<SettingsProblem> problems, CancellationToken cancellationToken) =>
        Read(await ConfigNode.ReadAsync(file, problems, cancellationToken), problems);

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="SettingsInvalid">It is no JSON.</exception>
    public static ConfiguredCatalog Read(ReadOnlyMemory<byte> content, string file, List<SettingsProblem> problems) =>
        Read(ConfigNode.Read(content, file, problems), problems);

    private static ConfiguredCatalog Read(ConfigNode document, List<SettingsProblem> problems)
    {
        var streams = new List<(string, bool)>();
        foreach (var entry in document.Objects("streams"))
        {
            var mode = entry.Text("sync_mode");
            if (entry.Object("stream")?.Text("name") is not { } name)
            {
                entry.Problem("stream", "must have a name.");
            }
            else if (mode is not ("full_refresh" or "incremental"))
            {
                entry.Problem("sync_mode", "must be full_refresh or incremental: this is not a configured catalogue.");
            }
            else
            {
                streams.Add((name, mode == "incremental"));
            }
        }

        if (streams.Count == 0 && problems.Count == 0)
        {
            document.Problem("streams", "names no stream. This is no configured catalogue.");
        }

        return new ConfiguredCatalog(streams);
    }
}
