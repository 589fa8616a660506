using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>Writes documents of users' collections.</summary>
internal static class DocumentWriter
{
    private const long MicrosInDay = 86_400_000_000;

    /// <param name="frame">The query.</param>
    /// <param name="module">The collection.</param>
    /// <param name="fields">The document's fields.</param>
    /// <param name="areData">Whether all of them are the user's, whatever their names.</param>
    /// <param name="span">Where errors are reported.</param>
    public static DocValue Create(Frame frame, CollectionModule module, ObjectValue fields, bool areData, Span span)
    {
        CheckTime(frame, span);
        var run = frame.Run;
        var collection = run.Database.Collection(module.Number)!;
        var id = !areData && fields["id"] is { } given and not NullValue ? Id(given, span) : run.Store.NewId();
        var reference = collection.RefTo(id);
        var changes = Changes(module.Name, "create", areData ? fields : fields.Without("id"), areData, span);
        if (!run.Access.Can(run.Legacy, "create", Access.Resource(reference), changes)
            && !(fields["id"] is not null && run.Access.Can(run.Legacy, "create_with_id", Access.Resource(reference), changes)))
        {
            throw QueryFailure.Denied(span);
        }

        if (collection.Live(id, long.MaxValue, run.Snapshot) is not null)
        {
            throw new QueryFailure("document_id_exists", $"Collection `{module.Name}` already contains document with id {id}.", span);
        }

        var data = StoredValues.Patch(ObjectValue.Empty, (ObjectValue)changes["data"]!);
        foreach (var (name, _, value) in CollectionSchema.Of(collection).Fields)
        {
            if (value is not null && data[name] is null)
            {
                data = data.With(name, value.Evaluate(frame.With(null)));
            }
        }

        Write(frame, collection, module.Name, id, data, Ttl(run, collection, changes["ttl"], null), "create", span);
        return new DocValue(reference, frame.At);
    }

    public static DocValue Update(Frame frame, DocValue document, ObjectValue fields, bool areData, bool replace, Span span)
    {
        CheckTime(frame, span);
        var run = frame.Run;
        var reference = document.Reference;
        var collection = run.Store.Collection(reference)!;
        var version = collection.Live(reference.Id, long.MaxValue, run.Snapshot)!;
        var name = Names.ModuleOf(run, reference);
        var changes = Changes(name, "update", fields, areData, span);
        var before = replace ? ObjectValue.Empty : DocumentFields.Data(version) ?? ObjectValue.Empty;
        var data = StoredValues.Patch(before, (ObjectValue)changes["data"]!);
        var ttl = Ttl(run, collection, changes["ttl"], replace && !areData ? null : version.Fields["ttl"]);
        if (!run.Access.Can(run.Legacy, "write", Access.Resource(reference), new ArrayValue([version.Fields, Fields(data, ttl), reference])))
        {
            throw QueryFailure.Denied(span);
        }

        Write(frame, collection, name, reference.Id, data, ttl, "update", span);
        return document;
    }

    public static NullDocValue Delete(Frame frame, DocValue document, Span span)
    {
        CheckTime(frame, span);
        var run = frame.Run;
        if (!run.Access.Can(run.Legacy, "delete", Access.Resource(document.Reference), document.Reference))
        {
            throw QueryFailure.Denied(span);
        }

        run.Transaction.Write(run.Store.Collection(document.Reference)!, document.Reference.Id, null);
        return NullDocValue.Of(document.Reference, NullDocValue.Deleted);
    }

    public static void CheckTime(Frame frame, Span span)
    {
        if (frame.At is not null || frame.System is not null)
        {
            throw new QueryFailure("invalid_write", "Cannot write at a snapshot time in the past.", span);
        }

        frame.Run.Transaction.EnsureWritable();
    }

    public static long Id(Value value, Span span) => value switch
    {
        IdValue i => i.Id,
        LongValue { Value: >= 0 } l => l.Value,
        DocValue d => d.Reference.Id,
        StringValue s when V4.Language.References.TryId(s.Value) is >= 0 and var id => id,
        LongValue => throw new QueryFailure("invalid_document_id", "id must be nonnegative", span),
        _ => throw QueryFailure.Argument("id", "ID", value, span),
    };

    // The user's fields under `data`, and the ttl.
    private static ObjectValue Changes(string collection, string verb, ObjectValue fields, bool areData, Span span)
    {
        if (areData)
        {
            return new ObjectValue(("data", StoredValues.Store(fields, span)));
        }

        var wrong = fields.Fields.Where(f => f.Key != "ttl" && DocumentFields.IsReserved(f.Key) && f.Value is not NullValue)
            .Select(f => ConstraintFailure.Of(f.Key, "Is a reserved field and cannot be used")).ToList();
        if (fields["ttl"] is not (null or TimeValue or NullValue))
        {
            wrong.Add(ConstraintFailure.Of("ttl", $"Expected Time | Null, provided {TypeNames.Of(fields["ttl"]!)}"));
        }

        if (wrong.Count > 0)
        {
            throw QueryFailure.Constraint($"Failed to {verb} document in collection `{collection}`.", span, wrong);
        }

        var data = StoredValues.Store(new ObjectValue(fields.Fields.Where(f => !DocumentFields.IsReserved(f.Key))), span);
        return fields["ttl"] is { } ttl ? new ObjectValue(("data", data), ("ttl", ttl)) : new ObjectValue(("data", data));
    }

    private static Value? Ttl(FqlRun run, CollectionStore collection, Value? given, Value? before)
    {
        var ttl = given is NullValue ? null : given ?? before;
        return ttl ?? (collection.TtlDays is { } days ? TimeValue.FromMicros(run.Snapshot + (days * MicrosInDay)) : null);
    }

    private static ObjectValue Fields(ObjectValue data, Value? ttl) => ttl is null ? new ObjectValue(("data", data)) : new ObjectValue(("data", data), ("ttl", ttl));

    private static void Write(Frame frame, CollectionStore collection, string name, long id, ObjectValue data, Value? ttl, string verb, Span span)
    {
        var run = frame.Run;
        var failures = CollectionSchema.Of(collection).Fields.Select(f => Signature.Check(f.Name, f.Signature, data[f.Name])).OfType<ConstraintFailure>().ToList();
        if (failures.Count > 0)
        {
            throw QueryFailure.Constraint($"Failed to {verb} document in collection `{name}`.", span, failures);
        }

        var version = run.Transaction.Write(collection, id, Fields(data, ttl));
        var reference = collection.RefTo(id);
        foreach (var index in collection.Indexes.Where(i => i.Definition.Unique))
        {
            run.Transaction.Flush();
            if (index.Conflicts(reference, version, run.Snapshot))
            {
                var paths = index.Definition.Terms.Select(t => (IReadOnlyList<string>)[.. t.Path.Skip(t.Path is ["data", ..] ? 1 : 0)]).ToList();
                throw QueryFailure.Constraint("Failed unique constraint.", span, new ConstraintFailure(paths, "Failed unique constraint"));
            }
        }

        var document = new DocValue(reference, null);
        foreach (var (check, body) in CollectionSchema.Of(collection).Checks)
        {
            var holds = Functions.Call(frame.With(null), body.Evaluate(frame.With(null)), new Arguments(check, [document], span));
            if (holds is not BoolValue { Value: true })
            {
                throw QueryFailure.Constraint($"Failed to {verb} document in collection `{name}`.", span, new ConstraintFailure([], $"Document failed check constraint `{check}`"));
            }
        }
    }
}
