using System.Globalization;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Simulation.Model;

namespace FaunaFunctions.Simulation.Storage;

/// <summary>The parts and documents of a world, as every process and reader sees them. Follows the contract of <see cref="IPartStore"/>.</summary>
/// <param name="oracle">Looks at every change.</param>
/// <param name="createOnly">Whether a part that is there is never replaced; false breaks the store on purpose.</param>
/// <param name="compares">Whether a document is only replaced at the version that was looked at; false breaks the store on purpose.</param>
internal sealed class StoredParts(Oracle oracle, bool createOnly, bool compares)
{
    private readonly SortedDictionary<string, (byte[] Content, PartInfo? Info, int Version)> _blobs = new(StringComparer.Ordinal);

    /// <summary>Parts and documents written so far.</summary>
    public int Writes { get; private set; }

    public bool Commit(string name, byte[] content, PartInfo info)
    {
        if (_blobs.ContainsKey(name))
        {
            if (createOnly)
            {
                throw new PartExists(name);
            }

            Delete(name);
        }

        _blobs.Add(name, (content, info, ++Writes));
        oracle.PartAppeared(info, content, isDescribed: _blobs.ContainsKey(PartNames.Manifest(name[..(name.LastIndexOf('/') + 1)])));
        return true;
    }

    public PartInfo? Find(string name) => _blobs.TryGetValue(name, out var blob) ? blob.Info : null;

    public byte[]? Read(string name) => _blobs.TryGetValue(name, out var blob) ? blob.Content : null;

    public List<string> List(string prefix) => [.. _blobs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    public bool Write(string name, byte[] content)
    {
        _blobs[name] = (content, null, ++Writes);
        return true;
    }

    public StoredDocument? FindDocument(string name) =>
        _blobs.TryGetValue(name, out var blob) ? new StoredDocument(blob.Content, Text(blob.Version)) : null;

    public bool Replace(string name, byte[] content, string? version)
    {
        if (compares && (_blobs.TryGetValue(name, out var blob) ? Text(blob.Version) : null) != version)
        {
            throw new DocumentChanged(name);
        }

        return Write(name, content);
    }

    public bool Delete(string name)
    {
        if (_blobs.Remove(name, out var blob) && blob.Info is not null)
        {
            oracle.PartVanished(name);
        }

        return true;
    }

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
