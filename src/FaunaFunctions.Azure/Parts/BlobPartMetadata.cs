using System.Text;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Parts;

/// <summary>
/// What a part's blob carries beside its content: <c>part</c>, what it holds, as JSON in ASCII; and <c>upload</c>, which upload made it, by which an upload
/// that got no answer to its commit knows its own.
/// </summary>
internal static class BlobPartMetadata
{
    // Names and values together, by the service's rules.
    private const int MostBytes = 8 * 1024;

    private const string Part = "part";
    private const string Upload = "upload";

    /// <summary>The metadata of a part that is to be committed.</summary>
    /// <param name="info">What it holds.</param>
    /// <param name="upload">The upload's id.</param>
    /// <exception cref="StorageUnavailable">It does not fit into a blob's metadata.</exception>
    public static IDictionary<string, string> Write(PartInfo info, string upload)
    {
        // JSON escapes what is not ASCII, and headers hold nothing else.
        var json = Encoding.ASCII.GetString(PartInfoJson.Write(info));
        var bytes = Part.Length + json.Length + Upload.Length + upload.Length;
        return bytes <= MostBytes
            ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [Part] = json, [Upload] = upload }
            : throw new StorageUnavailable(
                $"The metadata of {info.Name} would have {bytes} bytes, and a blob's may have {MostBytes}. " +
                $"The run's positions take {info.Starts.Length + info.Ends.Length} of them: report this, with the fields of the export's index.");
    }

    /// <summary>What a part holds; null when the metadata is of no part.</summary>
    public static PartInfo? Read(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(Part, out var json) ? PartInfoJson.Read(Encoding.UTF8.GetBytes(json)) : null;

    /// <summary>Whether a blob was made by this upload.</summary>
    public static bool IsOf(IDictionary<string, string> metadata, string upload) =>
        metadata.TryGetValue(Upload, out var found) && found == upload;

    /// <summary>Whether a blob stands for a folder, as accounts with a hierarchical namespace list them.</summary>
    /// <param name="metadata">The blob's metadata; null when it has none.</param>
    public static bool IsFolder(IDictionary<string, string>? metadata) =>
        metadata is not null && metadata.TryGetValue("hdi_isfolder", out var text) && bool.TryParse(text, out var isFolder) && isFolder;
}
