using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Simulation.Model;

/// <summary>
/// Applies every finished run, the way a table is fed that is never made anew: what no deletion record removes stays. Behind every snapshot it must hold nothing
/// that the snapshot does not.
/// </summary>
/// <param name="deletions">Whether deletions are exported.</param>
internal sealed class Consumer(bool deletions)
{
    private readonly Dictionary<long, Row> _state = [];

    /// <summary>Applies a run that has just finished.</summary>
    public void Apply(RunState finished, Func<string, IEnumerable<Row>> rowsOf)
    {
        var main = rowsOf(finished.Main().Prefix).ToList();
        main.ForEach(Apply);
        if (finished.Snapshot is not null)
        {
            foreach (var row in rowsOf(finished.Prefix))
            {
                Apply(row);
            }
        }

        if (!deletions || finished.Main().Mode != RunMode.Full)
        {
            return;
        }

        var snapshot = main.Select(row => row.Id).ToHashSet();
        foreach (var row in _state.Values)
        {
            if (!row.Deletion && !snapshot.Contains(row.Id) && row.Ts < finished.Main().FirstAt)
            {
                throw new FindingException($"A consumer that applies every run keeps {row}, which is not in the snapshot of {finished.Main().FirstAt}.");
            }
        }
    }

    private void Apply(Row row)
    {
        if (!_state.TryGetValue(row.Id, out var before) || row.Ts > before.Ts || (row.Ts == before.Ts && !row.Deletion))
        {
            _state[row.Id] = row;
        }
    }
}
