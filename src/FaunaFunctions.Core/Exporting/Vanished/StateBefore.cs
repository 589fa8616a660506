using System.Runtime.CompilerServices;
using System.Text;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Exporting.Vanished;

/// <summary>What an export held before a new snapshot: the snapshot and the runs that <c>latest.json</c> still names.</summary>
/// <param name="store">Where it is.</param>
/// <param name="latest">The pointer.</param>
/// <param name="inMemory">Records of runs that are sorted in memory.</param>
internal sealed class StateBefore(IPartStore store, LatestPointer latest, int inMemory)
{
    /// <summary>The documents that were alive before a time, by id.</summary>
    /// <param name="at">The time, µs; a record of it or of a later one is none of the past.</param>
    /// <param name="after">Only ids behind this one; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StateBeforeLost">A manifest is not there any more, or not what it was.</exception>
    /// <exception cref="FileNotFoundException">A part is not there any more.</exception>
    /// <exception cref="InvalidDataException">A part is not what it was.</exception>
    public async IAsyncEnumerable<long> LivingAsync(long at, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var sorter = new RecordSorter(inMemory);
        foreach (var run in latest.Runs)
        {
            await AddAsync(sorter, run, after, cancellationToken);
        }

        using var changes = sorter.Read().GetEnumerator();
        var changed = changes.MoveNext();
        var snapshot = await ReadManifestAsync(latest.Snapshot, cancellationToken);
        var parts = StoredPart.Of(latest.Snapshot.Name, snapshot);
        await foreach (var key in StoredIds.ReadAsync(store, parts, default, after, cancellationToken))
        {
            for (; changed && changes.Current.Id < key.Id; changed = changes.MoveNext())
            {
                if (IsAlive(changes.Current, at))
                {
                    yield return changes.Current.Id;
                }
            }

            var last = LastRecord.Of(key, deletion: false);
            if (changed && changes.Current.Id == key.Id)
            {
                // A catch-up's version may be newer than the change that the run behind it shows.
                last = changes.Current.CompareTo(last) > 0 ? changes.Current : last;
                changed = changes.MoveNext();
            }

            if (IsAlive(last, at))
            {
                yield return last.Id;
            }
        }

        for (; changed; changed = changes.MoveNext())
        {
            if (IsAlive(changes.Current, at))
            {
                yield return changes.Current.Id;
            }
        }
    }

    private static bool IsAlive(LastRecord last, long at) => last.Lives && last.Ts < at;

    private async Task AddAsync(RecordSorter sorter, ManifestLink run, long? after, CancellationToken cancellationToken)
    {
        var manifest = await ReadManifestAsync(run, cancellationToken);
        var deletedColumn = Encoding.UTF8.GetBytes(manifest.DeletedColumn ?? "");
        foreach (var part in StoredPart.Of(run.Name, manifest))
        {
            var rows = 0L;
            await foreach (var (key, deletion) in StoredKeys.ReadAsync(store, part.Name, deletedColumn, cancellationToken))
            {
                rows++;
                // No snapshot shows negative ids, so that one lacks them tells nothing.
                if (key.Id >= 0 && (after is null || key.Id > after))
                {
                    sorter.Add(LastRecord.Of(key, deletion));
                }
            }

            if (rows != part.Rows)
            {
                throw new InvalidDataException($"{part.Name} has {rows} records where it must have {part.Rows}.");
            }
        }
    }

    private async Task<Manifest> ReadManifestAsync(ManifestLink link, CancellationToken cancellationToken)
    {
        var json = await store.ReadDocumentAsync(link.Name, cancellationToken) ?? throw new StateBeforeLost($"{link.Name} does not exist.");
        return ManifestJson.LinkTo(link.Name, json).Sha256 == link.Sha256
            ? ManifestJson.ReadManifest(json, link.Name)
            : throw new StateBeforeLost($"{link.Name} is not the manifest that latest.json names.");
    }
}

/// <summary>What an export held before cannot be told any more.</summary>
internal sealed class StateBeforeLost(string message) : Exception(message);
