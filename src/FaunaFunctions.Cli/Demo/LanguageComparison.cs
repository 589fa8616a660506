using System.IO.Compression;
using System.Text.Json;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Cli.Demo;

/// <summary>One collection's records through v4 and through v10, held against each other.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Records">Records through v4.</param>
/// <param name="Same">Of them, those that are the same bytes through v10.</param>
/// <param name="Otherwise">Those that differ in what v10 no longer tells.</param>
/// <param name="Wrong">Those that differ in anything else, or are there through one language only.</param>
internal sealed record LanguageComparison(string Collection, long Records, long Same, long Otherwise, long Wrong)
{
    /// <summary>Compares the snapshots, and then what changed, which each language gives in an order of its own.</summary>
    /// <param name="exports">The folder of all exports.</param>
    /// <param name="collection">The collection.</param>
    public static LanguageComparison Of(string exports, string collection)
    {
        var (v4, v10) = (Path.Combine(exports, collection), Path.Combine(exports, DemoFolder.V10NameOf(collection)));
        var pairs = Pairs(Lines(v4, "full"), Lines(v10, "full")).Concat(Pairs(InOrder(Lines(v4, "changes")), InOrder(Lines(v10, "changes"))));
        var (records, same, otherwise, wrong) = (0L, 0L, 0L, 0L);
        foreach (var (one, other) in pairs)
        {
            records += one is null ? 0 : 1;
            if (one == other)
            {
                same++;
            }
            else if (one is not null && other is not null && ToldOtherwise.Explains(one, other))
            {
                otherwise++;
            }
            else
            {
                wrong++;
            }
        }

        return new LanguageComparison(collection, records, same, otherwise, wrong);
    }

    private static IEnumerable<(string? One, string? Other)> Pairs(IEnumerable<string> ones, IEnumerable<string> others)
    {
        using var one = ones.GetEnumerator();
        using var other = others.GetEnumerator();
        while (true)
        {
            var (first, second) = (one.MoveNext() ? one.Current : null, other.MoveNext() ? other.Current : null);
            if (first is null && second is null)
            {
                yield break;
            }

            yield return (first, second);
        }
    }

    private static IEnumerable<string> InOrder(IEnumerable<string> changes) => changes
        .Select(line => (Key: KeyOf(line), Line: line))
        .OrderBy(change => change.Key.Ts).ThenBy(change => change.Key.Ref, StringComparer.Ordinal)
        .Select(change => change.Line);

    private static (long Ts, string Ref) KeyOf(string line)
    {
        using var record = JsonDocument.Parse(line);
        return (record.RootElement.GetProperty("ts").GetInt64(), record.RootElement.GetProperty("ref").GetString()!);
    }

    private static IEnumerable<string> Lines(string export, string kind)
    {
        var folder = Path.Combine(export, kind);
        var parts = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + PartNames.GzipExtension, SearchOption.AllDirectories) : [];
        foreach (var part in parts.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(part), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }
}
