using System.Globalization;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// Compares a full export with what the database itself counts at the export's time, range of ids by range of ids, so that no request has to count for
/// long. Where a count differs, the ids are compared one by one: a document whose ttl has passed since is gone from every time one can read at,
/// and any other difference is a lost row.
/// </summary>
internal sealed class Reconciliation(IFaunaSource source, IPartStore store, int parallelism)
{
    /// <summary>Parts are counted together up to this many rows: a server counts some 200,000 a second.</summary>
    private const long RowsPerCount = 200_000;

    private const string Then = "A snapshot that is new is not published, and the next run takes another; look at the server or proxy in between if it happens again.";

    private const int IdsPerOutline = 10_000;
    private const int MostNamed = 5;

    // Counting that many rows takes a server a few seconds; a range that takes longer is halved.
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(30);

    /// <summary>Compares.</summary>
    /// <param name="at">The export's time, µs.</param>
    /// <param name="parts">All its parts, in order.</param>
    /// <param name="proof">Confirms that what is missing at the source is not only hidden.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Documents at the source.</returns>
    /// <exception cref="PageDisagrees">A document is missing in the export.</exception>
    /// <exception cref="SnapshotExpired">The time has fallen out of the collection's history.</exception>
    public async Task<long> CheckAsync(long at, IReadOnlyList<StoredPart> parts, ReadProof proof, CancellationToken cancellationToken)
    {
        var scan = new DocumentScan(at);
        var ranges = RangesOf(parts);
        var counts = new long[ranges.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, ranges.Count), options, async (i, cancel) =>
            counts[i] = await CountAsync(scan, ranges[i].From, ranges[i].To, cancel));
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] != ranges[i].Rows)
            {
                counts[i] = await CompareAsync(scan, ranges[i], counts[i], cancellationToken);
            }
        }

        // A count is as blind to a lost privilege as a page.
        await proof.ConfirmAsync(scan.At, cancellationToken);
        return counts.Sum();
    }

    /// <summary>Ranges that tile all ids, each starting at a part's first document.</summary>
    internal static List<CountedRange> RangesOf(IReadOnlyList<StoredPart> parts)
    {
        var ranges = new List<CountedRange>();
        var held = new List<StoredPart>();
        long? from = null;
        foreach (var part in parts)
        {
            if (part.FirstRef is not { } first)
            {
                continue;
            }

            var id = long.Parse(first, CultureInfo.InvariantCulture);
            if (held.Count > 0 && held.Sum(one => one.Rows) + part.Rows > RowsPerCount)
            {
                ranges.Add(new CountedRange(from, id - 1, [.. held]));
                held.Clear();
                from = id;
            }

            held.Add(part);
        }

        ranges.Add(new CountedRange(from, null, held));
        return ranges;
    }

    private async Task<long> CountAsync(DocumentScan scan, long? from, long? to, CancellationToken cancellationToken)
    {
        try
        {
            return await source.CountAsync(scan, from, to, CountLimit, cancellationToken);
        }
        catch (FaunaTimeout) when (Middle(from, to) is { } middle)
        {
            return await CountAsync(scan, from, middle, cancellationToken) + await CountAsync(scan, middle + 1, to, cancellationToken);
        }
    }

    private static long? Middle(long? from, long? to)
    {
        var (low, high) = (Math.Max(0, from ?? 0), to ?? long.MaxValue);
        return low < high ? low + ((high - low) / 2) : null;
    }

    /// <returns>Documents at the source that the export holds.</returns>
    private async Task<long> CompareAsync(DocumentScan scan, CountedRange range, long counted, CancellationToken cancellationToken)
    {
        await using var exported = RefsAsync(range.Parts, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await exported.MoveNextAsync();
        var missing = new List<long>();
        var (lost, both) = (0L, 0L);
        await foreach (var id in IdsAsync(scan, range, cancellationToken))
        {
            while (more && exported.Current < id)
            {
                more = await exported.MoveNextAsync();
            }

            if (more && exported.Current == id)
            {
                both++;
                more = await exported.MoveNextAsync();
                continue;
            }

            lost++;
            if (missing.Count < MostNamed)
            {
                missing.Add(id);
            }
        }

        return lost == 0 ? both : throw new PageDisagrees(string.Create(CultureInfo.InvariantCulture,
            $"The database counts {counted} documents {range.Name} at {scan.At} µs, and the export has {range.Rows} rows there: {lost} {(lost == 1 ? "is" : "are")} missing ({string.Join(", ", missing)}{(lost > missing.Count ? ", …" : "")}). {Then}"));
    }

    private async IAsyncEnumerable<long> IdsAsync(
        DocumentScan scan, CountedRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DocumentKey? next = range.From is { } start ? new DocumentKey(0, start) : null;
        do
        {
            var outline = await source.ReadOutlineAsync(scan, next, IdsPerOutline, cancellationToken);
            foreach (var key in outline.Keys)
            {
                if (key.Id > range.To)
                {
                    yield break;
                }

                yield return key.Id;
            }

            next = outline.Next;
        }
        while (next is not null);
    }

    private async IAsyncEnumerable<long> RefsAsync(
        IReadOnlyList<StoredPart> parts, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            await foreach (var (key, _) in StoredKeys.ReadAsync(store, part.Name, default, cancellationToken))
            {
                yield return key.Id;
            }
        }
    }
}

/// <summary>A range of ids, and the parts whose documents lie in it.</summary>
/// <param name="From">First id, inclusive; null for the lowest.</param>
/// <param name="To">Last id, inclusive; null for the highest.</param>
/// <param name="Parts">In order.</param>
internal sealed record CountedRange(long? From, long? To, IReadOnlyList<StoredPart> Parts)
{
    /// <summary>Rows of the parts.</summary>
    public long Rows { get; } = Parts.Sum(part => part.Rows);

    /// <summary>For messages.</summary>
    public string Name => (From, To) switch
    {
        (null, null) => "of the collection",
        (null, { } to) => $"up to id {to}",
        ({ } from, null) => $"from id {from} on",
        var (from, to) => $"of ids {from} to {to}",
    };
}
