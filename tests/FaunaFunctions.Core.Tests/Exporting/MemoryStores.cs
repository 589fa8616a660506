using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Parts and documents in memory, for tests of thousands of runs: a disk's flushes would take their time.</summary>
internal sealed class MemoryPartStore : IPartStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (byte[] Content, PartInfo? Info)> _blobs = new(StringComparer.Ordinal);

    public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IPartUpload>(new Upload(this, name));
    }

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_blobs.TryGetValue(name, out var blob) ? blob.Info : null);
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        List<string> names;
        lock (_lock)
        {
            names = [.. _blobs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }

        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return _blobs.TryGetValue(name, out var blob)
                ? Task.FromResult<Stream>(new MemoryStream(blob.Content, writable: false))
                : throw new FileNotFoundException(name);
        }
    }

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _blobs[name] = (content.ToArray(), null);
        }

        return Task.CompletedTask;
    }

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_blobs.TryGetValue(name, out var blob) ? blob.Content.ToArray() : null);
        }
    }

    public async Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        await ReadDocumentAsync(name, cancellationToken) is { } content ? new StoredDocument(content, VersionOf(content)) : null;

    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if ((_blobs.TryGetValue(name, out var blob) ? VersionOf(blob.Content) : null) != version)
            {
                throw new DocumentChanged(name);
            }

            _blobs[name] = (content.ToArray(), null);
        }

        return Task.CompletedTask;
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _blobs.Remove(name);
        }

        return Task.CompletedTask;
    }

    private static string VersionOf(byte[] content) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content));

    private sealed class Upload(MemoryPartStore store, string name) : IPartUpload
    {
        private readonly MemoryStream _content = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _content.WriteAsync(bytes, cancellationToken);

        public Task CommitAsync(PartInfo info, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (store._lock)
            {
                return store._blobs.TryAdd(name, (_content.ToArray(), info)) ? Task.CompletedTask : Task.FromException(new PartExists(name));
            }
        }

        public ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}

/// <summary>Cursors, history and leases in memory, through the same JSON as on storage.</summary>
internal sealed class MemoryCursorStore : ICursorStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Json, int Version)> _cursors = [];
    private readonly List<RunRecord> _runs = [];
    private readonly HashSet<string> _leases = [];
    private int _versions;

    public Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(
                _cursors.TryGetValue(export, out var stored)
                    ? new StoredCursor(CursorJson.Read(stored.Json, export), Text(stored.Version))
                    : null);
        }
    }

    public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var current = _cursors.TryGetValue(cursor.Export, out var stored) ? Text(stored.Version) : null;
            if (current != version)
            {
                throw new CursorMoved(cursor.Export);
            }

            _cursors[cursor.Export] = (CursorJson.Write(cursor), ++_versions);
            return Task.FromResult(Text(_versions));
        }
    }

    public Task DeleteAsync(string export, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _cursors.Remove(export);
        }

        return Task.CompletedTask;
    }

    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _runs.RemoveAll(other => other.Export == run.Export && other.Run == run.Run);
            _runs.Add(run);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<RunRecord>>([.. _runs.Where(run => run.Export == export).Reverse().Take(most)]);
        }
    }

    public Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _leases.Add(export) ? Task.FromResult<IExportLease>(new Lease(this, export)) : throw new ExportBusy(export);
        }
    }

    private static string Text(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Lease(MemoryCursorStore store, string export) : IExportLease
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync()
        {
            lock (store._lock)
            {
                store._leases.Remove(export);
            }

            return ValueTask.CompletedTask;
        }
    }
}

public sealed class MemoryPartStoreTests : FaunaFunctions.Contracts.PartStoreContract
{
    private readonly MemoryPartStore _store = new();

    protected override IPartStore Open() => _store;
}
