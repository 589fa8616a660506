using System.Security.Cryptography;
using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>A full export from a replay server into a folder, composed as a program would.</summary>
internal static class Export
{
    public const string Mode = "export-child";

    /// <summary>Exports into a folder of its own, which is removed.</summary>
    public static async Task<Measurement> RunAsync(ReadOptions options)
    {
        ExportProcess.Prepare();
        var folder = Directory.CreateTempSubdirectory("end-to-end-").FullName;
        try
        {
            if (options.WarmUp)
            {
                await IntoFolderAsync(options, ReplayServer.WarmUpCollection, Path.Combine(folder, "warm-up"));
            }

            var target = Path.Combine(folder, "measured");
            var before = await ReplayProcess.ReadStatisticsAsync(options.Server, CancellationToken.None);
            var measured = await Measurement.TakeAsync(async () =>
                Measurement.Of((await IntoFolderAsync(options, ReplayServer.Collection, target)).Rows));
            var after = await ReplayProcess.ReadStatisticsAsync(options.Server, CancellationToken.None);
            measured = measured with { WireBytes = after.AnswerBytes - before.AnswerBytes };
            return options.Digest ? measured with { Parts = await DigestAsync(target) } : measured;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Exports a collection into a folder.</summary>
    /// <param name="options">From where, and how.</param>
    /// <param name="collection">Which.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="wrap">What to put around the folder's part store; null for nothing.</param>
    public static async Task<RunResult> IntoFolderAsync(
        ReadOptions options, string collection, string folder, Func<IPartStore, IPartStore>? wrap = null)
    {
        var connection = Connection(options);
        var settings = new ExportSettings
        {
            Name = "export",
            Connection = connection,
            Collection = collection,
            Mode = RunMode.Full,
            PageSize = options.PageSize,
            Parallelism = options.Parallelism,
            Compression = options.Compression,
        };
        settings = options.PartSize > 0 ? settings with { PartSize = options.PartSize } : settings;
        var parts = new FolderPartStore(folder);
        var cursors = new FolderCursorStore(folder, TimeProvider.System);
        using var transport = new FaunaTransport(connection);
        var source = options.Source(transport, collection);
        var exporter = new Exporter(wrap?.Invoke(parts) ?? parts, cursors, TimeProvider.System, Random.Shared, NullLogger<Exporter>.Instance);
        return await exporter.RunAsync(settings, source, new RunRequest(), null, CancellationToken.None);
    }

    /// <summary>The way to a replay server.</summary>
    public static FaunaConnection Connection(ReadOptions options) => new()
    {
        Name = "replay",
        Api = options.Api,
        Scheme = options.Server.Scheme,
        Domain = options.Server.Host,
        Port = options.Server.Port,
        Secret = new Secret("replay"),
    };

    /// <summary>Names, lengths and SHA-256 of a folder's parts, read back from the disk.</summary>
    public static async Task<string> DigestAsync(string folder)
    {
        var lines = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.ndjson*", SearchOption.AllDirectories))
        {
            if (!Path.GetFileName(file).StartsWith('.'))
            {
                await using var stream = File.OpenRead(file);
                lines.Add($"{Path.GetRelativePath(folder, file)} {stream.Length} {Convert.ToHexStringLower(await SHA256.HashDataAsync(stream))}");
            }
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
