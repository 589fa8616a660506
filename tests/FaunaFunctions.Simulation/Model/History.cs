namespace FaunaFunctions.Simulation.Model;

/// <summary>Everything that ever happened to the documents of a collection: what an export is held against.</summary>
internal sealed class History
{
    private readonly SortedDictionary<long, List<DocumentVersion>> _byId = [];
    private readonly Dictionary<(long Id, long Ts), DocumentVersion> _byTime = [];

    /// <summary>In the order in which they were made.</summary>
    public List<DocumentVersion> All { get; } = [];

    /// <summary>When the collection was made anew, µs.</summary>
    public List<long> MadeAnew { get; } = [];

    public IEnumerable<long> Ids => _byId.Keys;

    /// <summary>The document as it is for a reader whose present is <paramref name="now"/>; null when it is not there.</summary>
    public DocumentVersion? Living(long id, long now) => At(id, long.MaxValue) is { Deletes: false } version && version.Ttl > now ? version : null;

    /// <summary>The version of a time, deletions included; null when there is none.</summary>
    public DocumentVersion? At(long id, long ts)
    {
        if (_byId.TryGetValue(id, out var versions))
        {
            for (var i = versions.Count - 1; i >= 0; i--)
            {
                if (versions[i].Ts <= ts)
                {
                    return versions[i];
                }
            }
        }

        return null;
    }

    public DocumentVersion? Exactly(long id, long ts) => _byTime.GetValueOrDefault((id, ts));

    /// <summary>What was written in (<paramref name="after"/>, <paramref name="until"/>], in order.</summary>
    public IEnumerable<DocumentVersion> Between(long after, long until)
    {
        for (var i = FirstAfter(after); i < All.Count && All[i].Ts <= until; i++)
        {
            yield return All[i];
        }
    }

    public void Add(DocumentVersion version)
    {
        if (!_byId.TryGetValue(version.Id, out var versions))
        {
            _byId.Add(version.Id, versions = []);
        }

        versions.Add(version);
        _byTime.Add((version.Id, version.Ts), version);
        All.Add(version);
    }

    private int FirstAfter(long ts)
    {
        var (low, high) = (0, All.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = All[middle].Ts <= ts ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
