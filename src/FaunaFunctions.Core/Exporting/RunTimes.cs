using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Exporting;

/// <summary>The times that a run reads at: those of the server's present, or one that several exports share.</summary>
/// <param name="source">The collection.</param>
/// <param name="shared">The time that is shared, µs; null for none.</param>
internal sealed class RunTimes(IFaunaSource source, long? shared)
{
    /// <summary>The time (µs) to take a snapshot at. It names the snapshot's folder, so there cannot be two of one time.</summary>
    /// <param name="behind">What a shared time must lie behind, µs: a snapshot that is there or under way, and what has been exported.</param>
    /// <param name="warnings">Hears that the shared time cannot be read any more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<long> SnapshotAsync(long behind, List<string> warnings, CancellationToken cancellationToken)
    {
        if (shared is { } at && at > behind)
        {
            try
            {
                await source.ReadOutlineAsync(new DocumentScan(at), null, 1, cancellationToken);
                return at;
            }
            catch (SnapshotExpired)
            {
                warnings.Add(
                    $"The time {MicroTime.ToIso(at)}, at which the whole database is exported, fell out of the collection's history before it was read: a later time was taken. Raise the collection's history_days above the duration of a run.");
            }
        }

        return await source.ReadTimeAsync(cancellationToken);
    }

    /// <summary>The time (µs) up to which a feed is read, so that its window ends with those of the other exports.</summary>
    /// <param name="opening">The feed, opened.</param>
    /// <param name="since">Start of the window, µs.</param>
    public long EndOfChanges(FeedOpening opening, long since) => shared > since && shared <= opening.Now ? shared.Value : Math.Max(since, opening.Now);

    /// <summary>What has changed. A probe that shows no document proves nothing by itself: it is believed when it is seen twice, with a proof in between.</summary>
    /// <exception cref="SnapshotExpired">Removals matter, and <paramref name="since"/> is older than the collection's history.</exception>
    public async Task<ChangeProbe> ProbeAsync(long since, bool removals, CancellationToken cancellationToken)
    {
        var at = shared >= since ? shared : null;
        ChangeProbe probe;
        try
        {
            probe = await source.ProbeChangesAsync(since, removals, at, cancellationToken);
        }
        catch (SnapshotExpired) when (at is not null)
        {
            // Either of the two times may be the one that is too old: the present never is.
            at = null;
            probe = await source.ProbeChangesAsync(since, removals, at, cancellationToken);
        }

        if (probe.Readable)
        {
            return probe;
        }

        // At the same time: nobody has seen twice what was written in between. And what either look has shown is there.
        await source.ConfirmReadableAsync(cancellationToken);
        var again = await source.ProbeChangesAsync(since, removals, probe.Now, cancellationToken);
        return again with { Updates = probe.Updates || again.Updates, Events = probe.Events || again.Events };
    }
}
