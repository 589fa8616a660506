using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Cursors of a process whose claim has been lost, and which has not heard of that.</summary>
internal sealed class Unclaimed(ICursorStore store) : ICursorStore
{
    /// <summary>Called before each read.</summary>
    public Func<Task> BeforeRead { get; init; } = () => Task.CompletedTask;

    public async Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken)
    {
        await BeforeRead();
        return await store.ReadAsync(export, cancellationToken);
    }

    public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken) => store.WriteAsync(cursor, version, cancellationToken);

    public Task DeleteAsync(string export, CancellationToken cancellationToken) => store.DeleteAsync(export, cancellationToken);

    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken) => store.AppendRunAsync(run, cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken) =>
        store.ReadRunsAsync(export, most, cancellationToken);

    public Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken) => Task.FromResult<IExportLease>(new NoLease());

    private sealed class NoLease : IExportLease
    {
        public CancellationToken Lost => CancellationToken.None;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
