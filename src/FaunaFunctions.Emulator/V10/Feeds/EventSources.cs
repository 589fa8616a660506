using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Feeds;

/// <summary>Makes event sources of sets.</summary>
internal static class EventSources
{
    /// <param name="frame">The query.</param>
    /// <param name="set">The set whose changes are wanted.</param>
    /// <param name="fields">Functions whose value must have changed; none for any change.</param>
    /// <param name="arguments">Where errors are reported.</param>
    public static EventSourceValue Create(Frame frame, FqlSet set, IReadOnlyList<Value> fields, Arguments arguments)
    {
        if (fields.Count > 0 && set is (WhereSet or MapSet))
        {
            throw new QueryFailure("invalid_receiver", $"can't call `.{arguments.Function}()` because it can only be called on the source set.", arguments.Span);
        }

        if (set.NotStreamable is { } reason)
        {
            throw new QueryFailure("invalid_receiver", $"can't call `.{arguments.Function}()` because {reason}", arguments.Span);
        }

        CheckAccess(frame.Run, FeedSource.Of(set), arguments.Span);
        return new EventSourceValue(EventToken.Write(frame.Run, new EventToken(set, fields, frame.Run.Transaction.CommitTs)));
    }

    /// <exception cref="QueryFailure">The secret may not read the collection.</exception>
    public static void CheckAccess(FqlRun run, FeedSource source, Span span)
    {
        var collection = new RefValue(run.Database.Scope, NativeCollection.Collections, source.Collection);
        if (run.Access.Reading(collection) == ReadAccess.None)
        {
            throw new QueryFailure("permission_denied", $"Insufficient privileges to read from collection {Names.NameOf(run, collection)}.", span);
        }
    }
}
