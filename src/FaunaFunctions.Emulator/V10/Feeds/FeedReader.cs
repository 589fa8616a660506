using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Feeds;

/// <summary>A change that a feed may tell.</summary>
/// <param name="Cursor">Its place.</param>
/// <param name="Document">The document.</param>
/// <param name="Before">Its version before; null when it was not there.</param>
/// <param name="After">Its version after; null when it is not there any more.</param>
internal readonly record struct FeedChange(EventCursor Cursor, RefValue Document, DocumentVersion? Before, DocumentVersion? After);

/// <summary>What a feed tells of a change.</summary>
/// <param name="Type"><c>add</c>, <c>update</c> or <c>remove</c>.</param>
/// <param name="Data">The element, new or last.</param>
internal sealed record FeedEvent(string Type, Value Data);

/// <summary>Reads the changes of a set in order: by time, and by document within a transaction.</summary>
/// <param name="frame">The query; its run reads history.</param>
/// <param name="token">The event source.</param>
internal sealed class FeedReader(Frame frame, EventToken token)
{
    private readonly FqlRun _run = frame.Run;
    private readonly FeedSource _source = FeedSource.Of(token.Set);

    public FeedSource Source => _source;

    public CollectionStore Collection => _run.Database.Collection(_source.Collection)!;

    /// <summary>The changes behind a place, up to the present.</summary>
    public IEnumerable<FeedChange> Changes(EventCursor from)
    {
        var collection = Collection;
        var (ts, ordinal) = (long.MinValue, 0);
        foreach (var change in collection.Changes().Forward(c => c.Ts < from.Ts))
        {
            if (change.Ts > _run.Snapshot)
            {
                yield break;
            }

            ordinal = change.Ts == ts ? ordinal + 1 : 0;
            ts = change.Ts;
            if (change.Id < 0 || (ts == from.Ts && ordinal <= from.Ordinal) || (_source.Document is { } only && only.Id != change.Id))
            {
                continue;
            }

            _run.RowsRead++;
            var document = collection.Find(change.Id)!;
            var at = document.IndexAt(ts);
            var after = document.Versions[at];
            var before = at > 0 && document.Versions[at - 1].IsLive(ts) ? document.Versions[at - 1] : null;
            yield return new FeedChange(new EventCursor(ts, ordinal), collection.RefTo(change.Id), before, after.IsDeleted ? null : after);
        }
    }

    /// <summary>What the set's feed tells of a change; null when it does not concern it.</summary>
    /// <exception cref="QueryFailure">A function of the set fails.</exception>
    public FeedEvent? Event(FeedChange change)
    {
        var (before, after) = (Element(change, change.Before, change.Cursor.Ts - 1), Element(change, change.After, change.Cursor.Ts));
        if (token.Fields.Count > 0 && token.Fields.All(f => Operators.AreEqual(Watched(f, before), Watched(f, after))))
        {
            return null;
        }

        return (before, after) switch
        {
            (null, null) => null,
            (null, _) => new FeedEvent("add", after),
            (_, null) => new FeedEvent("remove", before),
            _ => new FeedEvent("update", after),
        };
    }

    private Value? Element(FeedChange change, DocumentVersion? version, long ts) =>
        version is not null && CanRead(change.Document, ts)
            ? _source.Element(frame, Collection, new DocValue(change.Document, ts), version)
            : null;

    // A predicate is asked about the document as it was.
    private bool CanRead(RefValue document, long ts)
    {
        var resource = Access.Resource(document);
        return _run.Access.Reading(resource) switch
        {
            ReadAccess.All => true,
            ReadAccess.None => false,
            _ => _run.Access.Can(_run.Legacy, "read", resource, document, ts),
        };
    }

    private Value Watched(Value field, Value? element) =>
        element is null ? NullValue.Instance : Functions.Call(frame, (FunctionValue)field, element);
}
