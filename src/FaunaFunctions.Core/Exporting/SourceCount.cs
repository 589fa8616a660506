using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Exporting;

/// <summary>What the database itself counts at a snapshot's time, asked for range of ids by range of ids, so that no request has to count for long.</summary>
/// <param name="store">Where the snapshot is.</param>
/// <param name="source">Its collection.</param>
/// <param name="parallelism">Requests at once.</param>
internal sealed class SourceCount(IPartStore store, IFaunaSource source, int parallelism)
{
    /// <summary>Why there is no count; null when there is one, or nobody has asked.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Documents that the snapshot lacks, for people; null when it lacks none.</summary>
    public string? Missing { get; private set; }

    /// <summary>Counts.</summary>
    /// <param name="name">The manifest's name.</param>
    /// <param name="manifest">The snapshot's manifest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Documents; null when they could not be counted, or not those of the snapshot.</returns>
    public async Task<long?> CountAsync(string name, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Consistency != Consistency.Snapshot)
        {
            WhyNot = "the snapshot holds documents of different times, so that no count at one time can be compared with it";
            return null;
        }

        try
        {
            var proof = await ReadProof.EstablishAsync(source, manifest.Window.To, byCursor: false, cancellationToken);
            if (proof.ByCursor is not null)
            {
                WhyNot = "the key may not look back (history_read), so that it cannot count at the snapshot's time";
                return null;
            }

            return await new Reconciliation(source, store, parallelism)
                .CheckAsync(manifest.Window.To, [.. StoredPart.Of(name, manifest)], proof, cancellationToken);
        }
        catch (PageDisagrees missing)
        {
            Missing = missing.Message;
        }
        catch (SnapshotExpired)
        {
            WhyNot = "the snapshot's time has passed out of the collection's history";
        }
        catch (FaunaException e)
        {
            WhyNot = e.Message;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            WhyNot = $"the snapshot's parts cannot be read ({e.Message.TrimEnd('.')})";
        }

        return null;
    }
}
