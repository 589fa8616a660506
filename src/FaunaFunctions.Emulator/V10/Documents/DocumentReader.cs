using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>What there is of a document: a version, or the reason why there is none.</summary>
internal readonly record struct DocumentView(DocumentVersion? Version, NullDocValue? Missing);

/// <summary>Looks documents up, as far as the secret may.</summary>
internal static class DocumentReader
{
    public static DocumentView Read(Frame frame, DocValue document)
    {
        var run = frame.Run;
        var reference = document.Reference;
        if (reference.IsUserDocument && Names.IsDropped(run, reference.Collection))
        {
            return Missing(reference, NullDocValue.CollectionDeleted);
        }

        if (run.Store.Collection(reference) is not { } collection)
        {
            return Missing(reference, NullDocValue.NotFound);
        }

        var pinned = document.ReadTs ?? frame.At;
        var ts = pinned ?? frame.SetTs;
        CheckTime(run, collection, ts);
        if (!CanRead(run, reference, pinned))
        {
            return Missing(reference, NullDocValue.Denied);
        }

        run.DocumentsRead++;
        return collection.Live((document.LooksLike ?? reference).Id, ts, run.Snapshot) is { } version
            ? new DocumentView(version, null)
            : Missing(reference, NullDocValue.NotFound);
    }

    /// <param name="run">The query.</param>
    /// <param name="reference">The document.</param>
    /// <param name="pinned">The time (µs) that the reader asked for; null for the present.</param>
    public static bool CanRead(FqlRun run, RefValue reference, long? pinned)
    {
        var isPast = pinned is { } ts && ts < run.Snapshot && !run.ReadsHistory;
        return run.Access.Can(run.Legacy, isPast ? "history_read" : "read", Access.Resource(reference), reference, run.ReadsHistory ? pinned : null);
    }

    /// <exception cref="RequestFailure">The time is not kept any more.</exception>
    public static void CheckTime(FqlRun run, CollectionStore collection, long ts)
    {
        if (run.ReadsHistory)
        {
            return;
        }

        var minimum = collection.MinimumValidTime(run.Snapshot);
        if (ts < minimum)
        {
            throw RequestFailure.Invalid($"Requested timestamp {TimeValue.FromMicros(ts)} less than minimum allowed timestamp {TimeValue.FromMicros(minimum)}.");
        }
    }

    private static DocumentView Missing(RefValue reference, string cause) => new(null, NullDocValue.Of(reference, cause));
}
