using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Core.Databases.Verification;

/// <summary>Verifies exports as they are configured: of a collection, or of every collection of a database.</summary>
/// <param name="parts">Where they are.</param>
/// <param name="cursors">Where their cursors are.</param>
/// <param name="sourceOf">An export's collection; called only where the database is asked.</param>
public sealed class ExportVerifier(IPartStore parts, ICursorStore cursors, Func<ExportSettings, IFaunaSource> sourceOf)
{
    /// <summary>Verifies an export; of one of a whole database first what is its own, then each of its collections.</summary>
    /// <param name="export">The export.</param>
    /// <param name="question">Whether to compare with the database. Collections that are gone from it are not compared.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageUnavailable">The store refuses: then nothing is known.</exception>
    public async IAsyncEnumerable<ExportVerification> VerifyAsync(
        ExportSettings export, SourceQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = (await cursors.ReadAsync(export.Name, cancellationToken))?.Cursor;
        if (!export.IsDatabase)
        {
            yield return await VerifyAsync(export, cursor, question, cancellationToken);
            yield break;
        }

        yield return new ExportVerification(await new DatabaseVerifier(parts).VerifyAsync(export.Name, cursor, cancellationToken), null, null, MustBeCounted: false);
        foreach (var child in DatabaseVerifier.ChildrenOf(cursor))
        {
            var settings = DatabaseCollections.SettingsOf(export, child);
            var its = (await cursors.ReadAsync(settings.Name, cancellationToken))?.Cursor;
            yield return await VerifyAsync(settings, its, child.Gone is null ? question : SourceQuestion.None, cancellationToken);
        }
    }

    private async Task<ExportVerification> VerifyAsync(ExportSettings export, ExportCursor? cursor, SourceQuestion question, CancellationToken cancellationToken)
    {
        if (question == SourceQuestion.None || export.Connection.UnsetSecret is not null)
        {
            var stored = await new Verifier(parts).VerifyAsync(export.Name, cursor, null, null, cancellationToken);
            var unset = question == SourceQuestion.None ? null : $"app setting '{export.Connection.UnsetSecret}', which should hold the secret, is not set";
            return new ExportVerification(stored, null, unset, question == SourceQuestion.Required);
        }

        var count = new SourceCount(parts, sourceOf(export), export.Parallelism);
        (string Name, long? Counted)? snapshot = null;
        var report = await new Verifier(parts).VerifyAsync(
            export.Name,
            cursor,
            async (name, manifest, cancel) =>
            {
                snapshot = (name, await count.CountAsync(name, manifest, cancel));
                return snapshot.Value.Counted;
            },
            progress: null,
            cancellationToken);
        if (snapshot is { } counted && count.Missing is { } missing)
        {
            report = report with { Findings = [.. report.Findings, new Finding(FindingKind.SourceCountsMore, counted.Name, $"{counted.Name}: {missing}")] };
        }

        var why = snapshot is null ? "there is no snapshot to compare with" : count.WhyNot;
        return new ExportVerification(report, snapshot?.Counted, why, question == SourceQuestion.Required);
    }
}
