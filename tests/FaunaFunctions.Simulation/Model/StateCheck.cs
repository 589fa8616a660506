using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Simulation.Storage;

namespace FaunaFunctions.Simulation.Model;

/// <summary>Holds what a consumer of an export ends with against the collection.</summary>
internal static class StateCheck
{
    /// <summary>The newest snapshot and the runs since give the collection.</summary>
    public static async Task RequireAsync(string export, StoredParts parts, ExportCursor? cursor, Oracle oracle, History history, bool deletions, long now)
    {
        var report = await new Core.Parts.Verification.Verifier(new PartReader(parts)).VerifyAsync(export, cursor, null, null, CancellationToken.None);
        var findings = report.Findings.Where(finding => finding.Kind != Core.Parts.Verification.FindingKind.StrayPart || !oracle.CameTooLate(finding.Name)).ToList();
        if (findings.Count > 0)
        {
            throw new FindingException("verify: " + string.Join("; ", findings.Select(finding => $"{finding.Kind} {finding.Name}: {finding.Message}")));
        }

        var name = PartNames.Latest(export);
        var latest = ManifestJson.ReadLatest(parts.Read(name) ?? throw new FindingException($"{name} is missing."), name);
        var state = new Dictionary<long, Row>();
        foreach (var link in latest.Runs.Prepend(latest.Snapshot))
        {
            foreach (var row in oracle.RowsOf(link.Name[..(link.Name.LastIndexOf('/') + 1)]))
            {
                if (!state.TryGetValue(row.Id, out var before) || row.Ts > before.Ts)
                {
                    state[row.Id] = row;
                }
            }
        }

        foreach (var id in history.Ids)
        {
            var living = history.Living(id, now);
            var known = state.TryGetValue(id, out var row) && !row.Deletion ? row : (Row?)null;
            if (living is not null && (known is null || known.Value.Ts != living.Ts || known.Value.Value != living.Value))
            {
                throw new FindingException($"A consumer ends with {(known is null ? "nothing" : known.ToString())} where the collection has {living}.");
            }

            // What expires leaves no trace.
            if (living is null && known is not null && deletions && history.At(id, long.MaxValue) is { Deletes: true })
            {
                throw new FindingException($"A consumer ends with {known}, which was deleted.");
            }
        }
    }
}
