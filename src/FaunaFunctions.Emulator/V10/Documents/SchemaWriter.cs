using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>Writes databases, collections, functions, roles, keys and tokens. They take effect when the transaction commits.</summary>
internal static class SchemaWriter
{
    public static DocValue Create(Frame frame, int native, ObjectValue given, Span span)
    {
        DocumentWriter.CheckTime(frame, span);
        var run = frame.Run;
        if (!run.Access.Can(run.Legacy, "create", Access.NativeRef(run.Database.Scope, native), given))
        {
            throw QueryFailure.Denied(span);
        }

        var module = Names.Module(native);
        var fields = SchemaFields.Shape(run, native, null, StoredValues.Patch(ObjectValue.Empty, StoredValues.Store(given, span)), $"Failed to create {module}.", span);
        if (NativeCollection.IsNamed(native))
        {
            CheckName(run, native, ((StringValue)fields["name"]!).Value, null, $"Failed to create {module}.", span);
        }

        var id = native is NativeCollection.Databases || !NativeCollection.IsNamed(native) ? run.Store.NewId() : run.Database.NextSchemaId(native);
        fields = native == NativeCollection.Databases ? fields.With("global_id", new StringValue(Database.GlobalIdOf(id))) : fields;
        if (NativeCollection.IsNamed(native))
        {
            run.Made[(native, ((StringValue)fields["name"]!).Value)] = id;
        }

        if (native is NativeCollection.Keys or NativeCollection.Tokens)
        {
            var secret = run.Store.NewSecret();
            run.Secrets[id] = secret;
            var (store, database) = (run.Store, run.Database);
            run.Transaction.OnCommit(() => store.Secrets[secret] = (database, native, id));
            fields = native == NativeCollection.Keys ? fields.With("hashed_secret", new StringValue("$2a$05$" + id.ToString("x", System.Globalization.CultureInfo.InvariantCulture))) : fields;
        }

        return Write(run, native, id, null, fields);
    }

    public static DocValue Update(Frame frame, DocValue document, ObjectValue given, bool replace, Span span)
    {
        DocumentWriter.CheckTime(frame, span);
        var run = frame.Run;
        var reference = document.Reference;
        if (!run.Access.Can(run.Legacy, "write", Access.Resource(reference), given))
        {
            throw QueryFailure.Denied(span);
        }

        var native = reference.Collection;
        var before = run.Store.Collection(reference)!.Live(reference.Id, long.MaxValue, run.Snapshot)!.Fields;
        var kept = replace ? new ObjectValue(before.Fields.Where(f => f.Key is "name" or "global_id" or "hashed_secret")) : before;
        var message = $"Failed to update {Names.Module(native)}.";
        var fields = SchemaFields.Shape(run, native, kept, StoredValues.Patch(kept, StoredValues.Store(given, span)), message, span);
        if (NativeCollection.IsNamed(native))
        {
            CheckName(run, native, ((StringValue)fields["name"]!).Value, reference.Id, message, span);
        }

        Write(run, native, reference.Id, before, fields);
        return document;
    }

    public static NullDocValue Delete(Frame frame, DocValue document, Span span)
    {
        DocumentWriter.CheckTime(frame, span);
        var run = frame.Run;
        var reference = document.Reference;
        if (!run.Access.Can(run.Legacy, "delete", Access.Resource(reference), reference))
        {
            throw QueryFailure.Denied(span);
        }

        if (reference.IsCollection)
        {
            SchemaFile.CheckNotNamed(run, reference, span);
        }

        Write(run, reference.Collection, reference.Id, run.Store.Collection(reference)!.Live(reference.Id, long.MaxValue, run.Snapshot)!.Fields, null);
        return NullDocValue.Of(reference, NullDocValue.Deleted);
    }

    private static void CheckName(FqlRun run, int native, string name, long? own, string message, Span span)
    {
        var failure = !SchemaFields.IsIdentifier(name) ? "Invalid identifier."
            : native is NativeCollection.Collections or NativeCollection.Functions && Library.Globals.IsReserved(name) ? $"The identifier `{name}` is reserved."
            : Names.Find(run, native, name) is { } other && other != own ? $"A {Names.Module(native)} already exists with the name `{name}`"
            : null;
        if (failure is not null && !(own is not null && run.Database.NameOf(native, own.Value) == name))
        {
            throw QueryFailure.Constraint(message, span, ConstraintFailure.Of("name", failure));
        }
    }

    private static DocValue Write(FqlRun run, int native, long id, ObjectValue? before, ObjectValue? after)
    {
        var collection = run.Database.Native(native);
        var (transaction, database) = (run.Transaction, run.Database);
        transaction.Write(collection, id, after);
        transaction.OnCommit(() => SchemaChange.Apply(transaction, database, native, id, before, after));
        return new DocValue(collection.RefTo(id), null);
    }
}
