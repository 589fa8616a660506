using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Writes;

/// <summary>Writes documents of users' collections.</summary>
internal static class DocumentWriter
{
    private const long MicrosInDay = 86_400_000_000;

    public static DocumentValue Create(FormCall call, RefValue target, ObjectValue parameters, Position at)
    {
        var run = call.Run;
        var collection = target.IsCollection
            ? run.Store.Database(target.Scope)?.Collection((int)target.Id)
            : run.Store.Collection(target);
        if (collection is null)
        {
            throw QueryError.NotFound(at, "Document").Exception();
        }

        CheckTime(call.Frame, at);
        var id = target.IsCollection ? run.Store.NewId() : target.Id;
        var reference = collection.RefTo(id);
        var fields = StorableFields.Of(run, parameters);
        var resource = Access.Resource(reference);
        if (!run.Access.Can(run, "create", resource, fields) && !(!target.IsCollection && run.Access.Can(run, "create_with_id", resource, fields)))
        {
            throw QueryError.Denied(at).Exception();
        }

        if (collection.Live(id, long.MaxValue, run.Snapshot) is not null)
        {
            throw new QueryError(at, "instance already exists", "Document already exists.").Exception();
        }

        return Write(run, collection, id, Shape(run, collection, ObjectValue.Empty, fields, at), at, created: true);
    }

    public static DocumentValue Update(FormCall call, RefValue target, ObjectValue parameters, string form, bool replace)
    {
        var (collection, version) = Existing(call, target, call.At(form));
        CheckTime(call.Frame, call.At(form));
        var run = call.Run;
        var fields = StorableFields.Of(run, parameters);
        var before = replace ? ObjectValue.Empty : version.Fields;
        var shaped = Shape(run, collection, before, fields, call.At(form));
        var old = new DocumentValue(target, version).ToObject();
        if (!run.Access.Can(run, "write", Access.Resource(target), new ArrayValue([old, shaped, target])))
        {
            throw QueryError.Denied(call.Position).Exception();
        }

        return Write(run, collection, target.Id, shaped, call.At(form), created: false);
    }

    public static DocumentValue Delete(FormCall call, RefValue target)
    {
        var (collection, version) = Existing(call, target, call.Position);
        CheckTime(call.Frame, call.At("delete"));
        if (!call.Run.Access.Can(call.Run, "delete", Access.Resource(target), target))
        {
            throw QueryError.Denied(call.Position).Exception();
        }

        call.Run.Transaction.Write(collection, target.Id, null);
        return new DocumentValue(target, version);
    }

    /// <summary>Puts a version into the past.</summary>
    public static EventValue Insert(FormCall call, RefValue target, long ts, string action, ObjectValue parameters)
    {
        var run = call.Run;
        var collection = History(call, target, "insert");
        if (ts > run.Snapshot)
        {
            throw new QueryError(call.At("insert"), "invalid write time", "Cannot write outside of snapshot time.").Exception();
        }

        var fields = action is "delete" or "remove" ? null : Shape(run, collection, ObjectValue.Empty, StorableFields.Of(run, parameters), call.At("insert"));
        var document = collection.FindOrAdd(target.Id);
        run.Transaction.WriteHistory(collection, target.Id, document.With(new DocumentVersion(ts, fields)));
        return new EventValue(ts, fields is null ? "delete" : "create", target, fields?["data"] ?? NullValue.Instance);
    }

    /// <summary>Takes a version away, without a trace.</summary>
    public static Value Remove(FormCall call, RefValue target, long ts)
    {
        var collection = History(call, target, "remove");
        if (collection.Find(target.Id) is { } document)
        {
            call.Run.Transaction.WriteHistory(collection, target.Id, [.. document.Versions.Where(v => v.Ts != ts)]);
        }

        return NullValue.Instance;
    }

    /// <summary>A write at another time than the present is refused.</summary>
    public static void CheckTime(Frame frame, Position at)
    {
        if (frame.At is { } time && time != frame.Run.Snapshot)
        {
            throw new QueryError(at, "invalid write time", "Cannot write outside of snapshot time.").Exception();
        }
    }

    /// <summary>The fields after a write: <c>data</c> and <c>ttl</c>, nothing else.</summary>
    public static ObjectValue Shape(QueryRun run, CollectionStore collection, ObjectValue before, ObjectValue changes, Position at)
    {
        var failures = new List<FieldFailure>();
        if (changes["data"] is { } given and not (ObjectValue or NullValue))
        {
            failures.Add(StorableFields.WrongType("data", given, "Map"));
        }

        if (changes["ttl"] is { } time and not (TimeValue or NullValue))
        {
            failures.Add(StorableFields.WrongType("ttl", time, "Timestamp"));
        }

        if (failures.Count > 0)
        {
            throw QueryError.Invalid(at, failures).Exception();
        }

        var kept = new ObjectValue(changes.Fields.Where(f => f.Key is "data" or "ttl"));
        var after = before.Patch(kept);
        if (after["data"] is ObjectValue { Count: 0 })
        {
            after = after.Without("data");
        }

        return collection.TtlDays is { } days && after["ttl"] is null
            ? after.With("ttl", TimeValue.FromMicros(run.Snapshot + (days * MicrosInDay)))
            : after;
    }

    private static CollectionStore History(FormCall call, RefValue target, string form)
    {
        if (!call.Run.Access.Can(call.Run, "history_write", Access.Resource(target), target))
        {
            throw QueryError.Denied(call.At(form)).Exception();
        }

        return call.Run.Store.Collection(target) ?? throw QueryError.NotFound(call.At(form), "Document").Exception();
    }

    private static (CollectionStore Collection, DocumentVersion Version) Existing(FormCall call, RefValue target, Position at) =>
        call.Run.Store.Collection(target) is { } collection && collection.Live(target.Id, long.MaxValue, call.Run.Snapshot) is { } version
            ? (collection, version)
            : throw QueryError.NotFound(at, "Document").Exception();

    private static DocumentValue Write(QueryRun run, CollectionStore collection, long id, ObjectValue fields, Position at, bool created)
    {
        var version = run.Transaction.Write(collection, id, fields);
        var reference = collection.RefTo(id);
        foreach (var index in collection.Indexes.Where(i => i.Definition.Unique))
        {
            run.Transaction.Flush();
            if (index.Conflicts(reference, version, run.Snapshot))
            {
                throw new QueryError(at, "instance not unique", "document is not unique.").Exception();
            }
        }

        return new DocumentValue(reference, version, created);
    }
}
