namespace FaunaFunctions.Emulator.Storage;

/// <summary>A document with all its versions, oldest first, at most one for each time.</summary>
internal sealed class StoredDocument(long id)
{
    public long Id { get; } = id;

    public DocumentVersion[] Versions { get; set; } = [];

    /// <summary>The newest version at or before a time, deletions included; null when there is none.</summary>
    public DocumentVersion? VersionAt(long ts)
    {
        var i = IndexAt(ts);
        return i < 0 ? null : Versions[i];
    }

    /// <summary>Position of the newest version at or before a time; -1 when there is none.</summary>
    public int IndexAt(long ts)
    {
        var versions = Versions;
        var i = versions.Length - 1;
        if (i < 0 || versions[i].Ts <= ts)
        {
            return i;
        }

        int low = 0, high = i;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (versions[middle].Ts <= ts)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    /// <summary>The versions with one more, or another in its place.</summary>
    public DocumentVersion[] With(DocumentVersion version)
    {
        var i = IndexAt(version.Ts);
        return i >= 0 && Versions[i].Ts == version.Ts
            ? [.. Versions[..i], version, .. Versions[(i + 1)..]]
            : [.. Versions[..(i + 1)], version, .. Versions[(i + 1)..]];
    }
}
