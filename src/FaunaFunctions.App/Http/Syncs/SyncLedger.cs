using System.Globalization;
using FaunaFunctions.App.Runs;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.App.Http.Syncs;

/// <summary>
/// The runs that were asked for over HTTP, so that who asked can learn how they ended: the last of each export, as long as this process lives.
/// After that, storage tells what it can.
/// </summary>
internal sealed class SyncLedger
{
    private const int KeptPerExport = 8;

    private readonly Dictionary<string, Queue<ActiveRun>> _byExport = [];

    /// <summary>What a run is asked about by: the time it was asked for, in µs, so that another process knows where to look.</summary>
    public static string TicketOf(ActiveRun run) => MicroTime.From(run.Started).ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>Keeps a run.</summary>
    public void Add(ActiveRun run)
    {
        lock (_byExport)
        {
            if (!_byExport.TryGetValue(run.Export.Name, out var runs))
            {
                _byExport.Add(run.Export.Name, runs = new Queue<ActiveRun>(KeptPerExport));
            }

            if (runs.Count == KeptPerExport)
            {
                runs.Dequeue();
            }

            runs.Enqueue(run);
        }
    }

    /// <summary>The run of a ticket; null when it is not known here.</summary>
    public ActiveRun? Find(string export, string ticket)
    {
        lock (_byExport)
        {
            return _byExport.GetValueOrDefault(export)?.FirstOrDefault(run => TicketOf(run) == ticket);
        }
    }
}
