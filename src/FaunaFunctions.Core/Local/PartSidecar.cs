using System.Globalization;
using System.Security.Cryptography;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// A part's metadata in a hidden file beside it, <c>.part-00000001.ndjson.gz.&lt;SHA-256 of the part&gt;.meta</c>.
/// It is written before the part appears, and belongs to the part with that content: so a part that is there has its metadata,
/// and metadata of a commit that was killed belongs to nobody.
/// </summary>
internal static class PartSidecar
{
    private const string Extension = ".meta";

    /// <summary>Writes the metadata of a part that is about to appear. The caller holds the store's commit lock.</summary>
    /// <param name="part">The part's path.</param>
    /// <param name="info">Its metadata.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task WriteAsync(string part, PartInfo info, CancellationToken cancellationToken)
    {
        var path = PathOf(part, info.Sha256);
        return DurableFile.ReplaceAsync(path, TemporaryFile.NameFor(path), PartInfoJson.Write(info), cancellationToken);
    }

    /// <summary>The metadata of a part that is there; null when it has none.</summary>
    public static async Task<PartInfo?> FindAsync(string part, CancellationToken cancellationToken)
    {
        var candidates = Of(part);
        if (candidates.Count == 0)
        {
            return null;
        }

        // Metadata is durable before its part appears, so a single one is the part's own. More are left by commits that lost or were killed.
        var path = candidates.Count == 1 ? candidates[0] : PathOf(part, await HashAsync(part, cancellationToken));
        return await DurableFile.ReadAsync(path, cancellationToken) is { } json ? PartInfoJson.Read(json) : null;
    }

    /// <summary>Paths of all metadata that stands beside a part's place.</summary>
    public static IReadOnlyList<string> Of(string part)
    {
        var folder = Path.GetDirectoryName(part)!;
        var prefix = $".{Path.GetFileName(part)}.";
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*", TemporaryFile.Hidden)
                .Where(path => path.EndsWith(Extension, StringComparison.Ordinal) && Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal))]
            : [];
    }

    /// <summary>Deletes metadata that belongs to no part. The caller holds the store's commit lock, so that no commit is in its middle.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task SweepAsync(string folder, CancellationToken cancellationToken)
    {
        var parts = Directory.EnumerateFiles(folder, "*" + Extension, TemporaryFile.Hidden)
            .Select(path => (Path: path, Part: PartOf(path)))
            .Where(file => file.Part is not null)
            .GroupBy(file => file.Part!, file => file.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        foreach (var (part, sidecars) in parts)
        {
            var keep = !File.Exists(part) ? null : sidecars.Count == 1 ? sidecars[0] : PathOf(part, await HashAsync(part, cancellationToken));
            foreach (var sidecar in sidecars.Where(path => path != keep))
            {
                DurableFile.Delete(sidecar);
            }
        }
    }

    private static string PathOf(string part, string sha256) =>
        Path.Combine(Path.GetDirectoryName(part)!, string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(part)}.{sha256}{Extension}"));

    /// <summary>The part that metadata belongs to, from its name; null for a file that is no part's metadata.</summary>
    private static string? PartOf(string sidecar)
    {
        var name = Path.GetFileName(sidecar).AsSpan()[..^Extension.Length];
        var part = name.Length - 1 - (SHA256.HashSizeInBytes * 2);
        return part > 1 && name[0] == '.' && name[part] == '.'
            ? Path.Combine(Path.GetDirectoryName(sidecar)!, name[1..part].ToString())
            : null;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, DurableFile.Shared, bufferSize: 0, FileOptions.Asynchronous);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
