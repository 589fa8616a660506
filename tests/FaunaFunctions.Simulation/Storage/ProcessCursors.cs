using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Simulation.Scheduling;

namespace FaunaFunctions.Simulation.Storage;

/// <summary>The cursor row as one process reaches it.</summary>
internal sealed class ProcessCursors(StoredCursorRow row, SimulatedProcess process, Operation operation) : ICursorStore
{
    public Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken) =>
        operation.DoAsync("reads", "cursor", row.Read, cancellationToken);

    public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken) => operation.DoAsync(
        "moves", $"cursor to {(cursor.Run is { } run ? $"{run.Id} {PositionText.Format(run.Position)}" : $"through {cursor.Through}")}",
        () => row.Write(cursor, version), cancellationToken);

    public Task DeleteAsync(string export, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A run deletes no cursor.");

    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken) =>
        operation.DoAsync("appends", $"{run.Outcome} run {run.Run}", () => row.Append(run), cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken) =>
        operation.DoAsync("reads", "history", () => row.Runs(most), cancellationToken);

    public async Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken)
    {
        var claim = await operation.DoAsync("claims", export, () => row.Claim(process, export), cancellationToken);
        claim.IsKnown = true;
        return new Lease(row, process, claim);
    }

    private sealed class Lease(StoredCursorRow row, SimulatedProcess process, Claim claim) : IExportLease
    {
        public CancellationToken Lost => claim.Lost.Token;

        public ValueTask DisposeAsync()
        {
            row.Release(process);
            return ValueTask.CompletedTask;
        }
    }
}
