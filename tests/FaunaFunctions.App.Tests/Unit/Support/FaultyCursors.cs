using System.Collections.Concurrent;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Tests.Unit.Support;

/// <summary>Around a store of cursors: it can be away for a while, and its claims be lost though nobody else takes them.</summary>
internal sealed class FaultyCursors(ICursorStore inner) : ICursorStore
{
    private readonly ConcurrentDictionary<string, Claim> _last = new();

    /// <summary>Whether cursors cannot be read.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether claims are lost as soon as they are made.</summary>
    public bool IsLostAtOnce { get; set; }

    /// <summary>Whether a claim on the export was made.</summary>
    public bool HasMade(string export) => _last.ContainsKey(export);

    /// <summary>Loses the claim on the export that was made last.</summary>
    public Task LoseAsync(string export) => _last[export].LoseAsync();

    public Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken) =>
        IsAway ? throw new StorageUnavailable("The table is away.") : inner.ReadAsync(export, cancellationToken);

    public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken) => inner.WriteAsync(cursor, version, cancellationToken);

    public Task DeleteAsync(string export, CancellationToken cancellationToken) => inner.DeleteAsync(export, cancellationToken);

    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken) => inner.AppendRunAsync(run, cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken) => inner.ReadRunsAsync(export, most, cancellationToken);

    public async Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken)
    {
        var claim = new Claim(await inner.AcquireLeaseAsync(export, cancellationToken));
        _last[export] = claim;
        if (IsLostAtOnce)
        {
            await claim.LoseAsync();
        }

        return claim;
    }

    private sealed class Claim(IExportLease inner) : IExportLease
    {
        private readonly CancellationTokenSource _lost = new();

        public CancellationToken Lost => _lost.Token;

        public Task LoseAsync() => _lost.CancelAsync();

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            _lost.Dispose();
        }
    }
}
