namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>A report in the making. Parts may be added from several threads at once.</summary>
internal sealed class Tally(string export, IProgress<VerificationProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly List<Finding> _findings = [];
    private readonly List<string> _notes = [];
    private int _manifests;
    private int? _collections;
    private int _parts;
    private long _rows;
    private long _deletions;
    private long _bytes;
    private long _uncompressed;

    public void Add(FindingKind kind, string name, string message) => _findings.Add(new Finding(kind, name, $"{name}: {message}."));

    public void AddAll(IEnumerable<Finding> findings) => _findings.AddRange(findings);

    public void Note(string note) => _notes.Add(note);

    public void AddManifest() => _manifests++;

    public void HasCollections(int count) => _collections = count;

    public void Add(PartFacts part)
    {
        lock (_lock)
        {
            _parts += part.Complete ? 1 : 0;
            _rows += part.Rows;
            _deletions += part.Deletions;
            _bytes += part.Bytes;
            _uncompressed += part.UncompressedBytes;
            progress?.Report(new VerificationProgress(_parts, _rows, _uncompressed));
        }
    }

    public VerificationReport Report() => new()
    {
        Export = export,
        Findings = _findings,
        Notes = _notes,
        Collections = _collections,
        Manifests = _manifests,
        Parts = _parts,
        Rows = _rows,
        Deletions = _deletions,
        Bytes = _bytes,
        UncompressedBytes = _uncompressed,
    };
}
