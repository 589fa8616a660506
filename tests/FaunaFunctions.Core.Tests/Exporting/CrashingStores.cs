using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>The process dies: nothing of it runs any more.</summary>
internal sealed class ProcessKilled : Exception;

/// <summary>Counts every operation on storage, and kills the process at one of them: before it is done, or just after.</summary>
internal sealed class Reaper
{
    private int _operations;

    /// <summary>The operation to die at, from 1; 0 for none. Odd values die before the operation, even ones after it: 2n−1 and 2n are the n-th.</summary>
    public int DieAt { get; set; }

    /// <summary>Operations so far.</summary>
    public int Operations => _operations;

    /// <summary>Whether the process is dead: then every operation fails, clean-up included.</summary>
    public bool Dead { get; private set; }

    public void Revive()
    {
        Dead = false;
        DieAt = 0;
        _operations = 0;
    }

    public async Task<T> DoAsync<T>(Func<Task<T>> operation)
    {
        var number = Interlocked.Increment(ref _operations);
        Strike(DieAt == (2 * number) - 1);
        var result = await operation();
        Strike(DieAt == 2 * number);
        return result;
    }

    public Task DoAsync(Func<Task> operation) => DoAsync(async () =>
    {
        await operation();
        return true;
    });

    private void Strike(bool now)
    {
        Dead |= now;
        if (Dead)
        {
            throw new ProcessKilled();
        }
    }
}

internal sealed class MortalParts(IPartStore store, Reaper reaper) : IPartStore
{
    public async Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken) =>
        new MortalUpload(await reaper.DoAsync(() => store.BeginAsync(name, contentEncoding, cancellationToken)), reaper);

    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken) => reaper.DoAsync(() => store.FindAsync(name, cancellationToken));

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => store.OpenAsync(name, cancellationToken);

    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        reaper.DoAsync(() => store.WriteDocumentAsync(name, content, cancellationToken));

    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        reaper.DoAsync(() => store.ReadDocumentAsync(name, cancellationToken));

    public Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        reaper.DoAsync(() => store.FindDocumentAsync(name, cancellationToken));

    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
        reaper.DoAsync(() => store.ReplaceDocumentAsync(name, content, version, cancellationToken));

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => reaper.DoAsync(() => store.DeleteAsync(name, cancellationToken));

    private sealed class MortalUpload(IPartUpload upload, Reaper reaper) : IPartUpload
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => upload.WriteAsync(bytes, cancellationToken);

        public Task CommitAsync(PartInfo info, CancellationToken cancellationToken) => reaper.DoAsync(() => upload.CommitAsync(info, cancellationToken));

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}

internal sealed class MortalCursors(ICursorStore store, Reaper reaper) : ICursorStore
{
    public Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken) => reaper.DoAsync(() => store.ReadAsync(export, cancellationToken));

    public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken) =>
        reaper.DoAsync(() => store.WriteAsync(cursor, version, cancellationToken));

    public Task DeleteAsync(string export, CancellationToken cancellationToken) => reaper.DoAsync(() => store.DeleteAsync(export, cancellationToken));

    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken) => reaper.DoAsync(() => store.AppendRunAsync(run, cancellationToken));

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken) =>
        store.ReadRunsAsync(export, most, cancellationToken);

    public Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken) => store.AcquireLeaseAsync(export, cancellationToken);
}
