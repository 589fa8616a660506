using System.Globalization;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>
/// Reads an export again, from <c>latest.json</c> down to every line, and says what is not as its manifests promise: altered, missing or stray parts,
/// rows that are there twice or outside of their window, manifests that do not follow one another.
/// </summary>
/// <param name="store">Where the export is.</param>
/// <remarks>Memory is bounded by the longest line, the processors, and the parts of one run; never by the rows.</remarks>
public sealed class Verifier(IPartStore store)
{
    /// <summary>Verifies one export.</summary>
    /// <param name="export">Its name.</param>
    /// <param name="cursor">Its cursor, which tells what the last manifest must be and whether a run is under way; null when it has none.</param>
    /// <param name="countAtSource">
    /// The number of documents that the database counts at the time of a snapshot (its window's end), given its manifest's name and the manifest, or null when it cannot tell; null to leave the question out.
    /// </param>
    /// <param name="progress">Hears of every part that was read; may be null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageUnavailable">The store refuses: then nothing is known.</exception>
    public async Task<VerificationReport> VerifyAsync(
        string export,
        ExportCursor? cursor,
        Func<string, Manifest, CancellationToken, Task<long?>>? countAtSource,
        IProgress<VerificationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var tally = new Tally(export, progress);
        var chain = new ManifestChain(store, export, cursor, tally);
        if (await chain.ReadLatestAsync(cancellationToken) is { } latest)
        {
            (string Name, Manifest Manifest)? snapshot = null;
            await foreach (var (name, manifest) in chain.ReadAsync(latest, cancellationToken))
            {
                snapshot = manifest.Mode == RunMode.Full ? (name, manifest) : snapshot;
                var rows = await CheckPartsAsync(name, manifest, tally, cancellationToken);
                if (manifest.Mode == RunMode.Full && countAtSource is not null)
                {
                    CompareWithSource(name, manifest, rows, await countAtSource(name, manifest, cancellationToken), tally);
                }

                if (manifest.Inferred && snapshot is { } whole)
                {
                    await new InferredIds(store, tally).CompareAsync(name, manifest, whole.Name, whole.Manifest, cancellationToken);
                }
            }
        }

        await new StrayParts(store, export, cursor, chain.Latest, tally).FindAsync(cancellationToken);
        return tally.Report();
    }

    /// <returns>The rows that were counted.</returns>
    private async Task<long> CheckPartsAsync(string name, Manifest manifest, Tally tally, CancellationToken cancellationToken)
    {
        var folder = name[..(name.LastIndexOf('/') + 1)];
        var rules = new RunRules(manifest);
        var facts = new PartFacts[manifest.Parts.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, facts.Length), parallel, async (i, cancel) =>
        {
            var part = manifest.Parts[i];
            facts[i] = await PartCheck.RunAsync(store, folder + part.Name, part, rules, cancel);
            tally.Add(facts[i]);
        });

        DocumentKey? version = null;
        DocumentKey? deletion = null;
        for (var i = 0; i < facts.Length; i++)
        {
            var part = folder + manifest.Parts[i].Name;
            tally.AddAll(facts[i].Findings);
            CheckSeam(part, "record", version, facts[i].Versions.First, rules, tally);
            CheckSeam(part, "deletion record", deletion, facts[i].Removed.First, rules, tally);
            version = facts[i].Versions.Last ?? version;
            deletion = facts[i].Removed.Last ?? deletion;
        }

        return facts.Sum(part => part.Rows);
    }

    private static void CheckSeam(string part, string kind, DocumentKey? before, DocumentKey? first, RunRules rules, Tally tally)
    {
        if (before is { } last && first is { } key && !rules.Ascends(last, key))
        {
            tally.Add(FindingKind.RowTwice, part, string.Create(CultureInfo.InvariantCulture,
                $"its first {kind}, document {key.Id} at {key.Ts}, stands behind document {last.Id} at {last.Ts} of an earlier part: it is there twice, or out of order"));
        }
    }

    private static void CompareWithSource(string name, Manifest manifest, long rows, long? count, Tally tally)
    {
        if (manifest.Consistency != Consistency.Snapshot)
        {
            tally.Note($"{name} holds documents of different times, so that no count at one time can be compared with it.");
        }
        else if (count is null)
        {
            tally.Note($"The database could not count the documents at the time of {name}, so its rows were not compared with it.");
        }
        else if (count > rows)
        {
            tally.Add(FindingKind.SourceCountsMore, name, string.Create(CultureInfo.InvariantCulture,
                $"the database counts {count} documents at {manifest.Window.To}, and its parts hold {rows}"));
        }
        else if (count < rows)
        {
            // Not wrong: a document whose ttl passes is gone from every time one can read at.
            tally.Note(string.Create(CultureInfo.InvariantCulture,
                $"The database counts {count} documents at {manifest.Window.To}, and the parts of {name} hold {rows}: {rows - count} have expired since, or their history has."));
        }
    }
}

/// <summary>How far a verification has come.</summary>
/// <param name="Parts">Parts read.</param>
/// <param name="Rows">Rows counted in them.</param>
/// <param name="UncompressedBytes">Bytes of NDJSON read.</param>
public sealed record VerificationProgress(int Parts, long Rows, long UncompressedBytes);
