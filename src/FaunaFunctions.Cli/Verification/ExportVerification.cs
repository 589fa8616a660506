using System.Runtime.CompilerServices;
using FaunaFunctions.Cli.Exports;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Databases;
using FaunaFunctions.Core.Databases.Verification;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Cli.Verification;

/// <summary>What verifying an export has shown.</summary>
/// <param name="Report">What its files say.</param>
/// <param name="CountAtSource">Documents that the database counts at the snapshot's time; null when that is not known.</param>
/// <param name="WhyNotCounted">Why it is not; null when it is, or was not asked for.</param>
internal sealed record ExportVerification(VerificationReport Report, long? CountAtSource, string? WhyNotCounted)
{
    // Counting takes seconds per million documents.
    private static readonly TimeSpan CountLimit = TimeSpan.FromMinutes(2);

    /// <summary>Verifies an export; of one of a whole database first what is its own, then each of its collections.</summary>
    /// <param name="set">Where it is.</param>
    /// <param name="export">The export.</param>
    /// <param name="askFauna">Whether to compare with the database, if it can be reached.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async IAsyncEnumerable<ExportVerification> RunAllAsync(
        ExportSet set, ExportSettings export, bool askFauna, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!export.IsDatabase)
        {
            yield return await RunAsync(set, export, askFauna, cancellationToken);
            yield break;
        }

        var cursor = (await set.Cursors.ReadAsync(export.Name, cancellationToken))?.Cursor;
        yield return new ExportVerification(await new DatabaseVerifier(set.Parts).VerifyAsync(export.Name, cursor, cancellationToken), null, null);
        foreach (var child in DatabaseVerifier.ChildrenOf(cursor))
        {
            yield return await RunAsync(set, DatabaseCollections.SettingsOf(export, child), askFauna && child.Gone is null, cancellationToken);
        }
    }

    /// <summary>Verifies an export of one collection.</summary>
    /// <param name="set">Where it is.</param>
    /// <param name="export">The export.</param>
    /// <param name="askFauna">Whether to compare with the database, if it can be reached.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ExportVerification> RunAsync(ExportSet set, ExportSettings export, bool askFauna, CancellationToken cancellationToken)
    {
        long? counted = null;
        string? why = null;

        async Task<long?> CountAsync(Manifest manifest, CancellationToken cancel)
        {
            try
            {
                counted = await set.SourceOf(export).CountAsync(new DocumentScan(manifest.Window.To), CountLimit, cancel);
            }
            catch (SnapshotExpired)
            {
                why = "the snapshot's time has passed out of the collection's history";
            }
            catch (FaunaException e)
            {
                why = e.Message;
            }

            return counted;
        }

        var cursor = await set.Cursors.ReadAsync(export.Name, cancellationToken);
        var report = await new Verifier(set.Parts).VerifyAsync(
            export.Name, cursor?.Cursor, askFauna ? CountAsync : null, progress: null, cancellationToken);
        return new ExportVerification(report, counted, why);
    }
}
