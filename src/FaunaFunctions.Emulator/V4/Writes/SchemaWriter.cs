using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Writes;

/// <summary>Writes databases, collections, indexes, functions, roles, keys and tokens. They take effect when the transaction commits.</summary>
internal static class SchemaWriter
{
    private static readonly string[] s_labels =
        ["Database", "Collection", "Index", "Function", "Role", "AccessProvider", "Key", "Token", "Credentials", "Task"];

    public static DocumentValue Create(FormCall call, Database database, int native, ObjectValue parameters, Position at)
    {
        var run = call.Run;
        if (!run.Access.Can(run, "create", Access.NativeRef(database.Scope, native), parameters))
        {
            throw QueryError.Denied(at).Exception();
        }

        DocumentWriter.CheckTime(call.Frame, at);
        var given = StorableFields.Of(run, parameters);
        var fields = SchemaFields.Shape(native, null, given, at);
        if (NativeCollection.IsNamed(native) && database.Find(native, ((StringValue)fields["name"]!).Value) is not null)
        {
            throw new QueryError(at, "instance already exists", $"{s_labels[native]} already exists.").Exception();
        }

        var id = native is NativeCollection.Databases or NativeCollection.Keys or NativeCollection.Tokens or NativeCollection.Credentials
            ? run.Store.NewId()
            : database.NextSchemaId(native);
        fields = native switch
        {
            NativeCollection.Indexes => SchemaFields.CompleteIndex(database, fields, given["active"] is not null),
            NativeCollection.Databases => fields.With("global_id", new StringValue(Database.GlobalIdOf(id))),
            NativeCollection.AccessProviders => fields.With("audience", new StringValue("https://db.fauna.com/db/" + database.GlobalId)),
            _ => fields,
        };
        return native is NativeCollection.Keys or NativeCollection.Tokens
            ? WithSecret(run, database, native, id, fields)
            : Write(run, database, native, id, null, fields, created: true);
    }

    public static DocumentValue Update(FormCall call, RefValue target, ObjectValue parameters, string form, bool replace)
    {
        var run = call.Run;
        var (database, version) = Existing(run, target, call.At(form));
        if (!run.Access.Can(run, "write", Access.Resource(target), parameters))
        {
            throw QueryError.Denied(call.Position).Exception();
        }

        DocumentWriter.CheckTime(call.Frame, call.At(form));
        var fields = SchemaFields.Shape(target.Collection, replace ? null : version.Fields, StorableFields.Of(run, parameters), call.At(form));
        if (NativeCollection.IsNamed(target.Collection)
            && database.Find(target.Collection, ((StringValue)fields["name"]!).Value) is { } other && other != target.Id)
        {
            throw new QueryError(call.At(form), "instance already exists", $"{s_labels[target.Collection]} already exists.").Exception();
        }

        if (replace && target.Collection == NativeCollection.Indexes)
        {
            fields = SchemaFields.CompleteIndex(database, fields.With("active", version.Fields["active"]!), activeGiven: true);
        }

        return Write(run, database, target.Collection, target.Id, version.Fields, fields, created: false);
    }

    public static DocumentValue Delete(FormCall call, RefValue target)
    {
        var run = call.Run;
        var (database, version) = Existing(run, target, call.Position);
        if (!run.Access.Can(run, "delete", Access.Resource(target), target))
        {
            throw QueryError.Denied(call.Position).Exception();
        }

        DocumentWriter.CheckTime(call.Frame, call.At("delete"));
        Write(run, database, target.Collection, target.Id, version.Fields, null, created: false);
        return new DocumentValue(target, version);
    }

    private static (Database Database, DocumentVersion Version) Existing(QueryRun run, RefValue target, Position at) =>
        run.Store.Database(target.Scope) is { } database
        && database.Native(target.Collection).Live(target.Id, long.MaxValue, run.Snapshot) is { } version
            ? (database, version)
            : throw QueryError.NotFound(at, target.Collection >= NativeCollection.Keys ? s_labels[target.Collection] : "Document").Exception();

    // A secret is shown once, in the answer that makes it.
    private static DocumentValue WithSecret(QueryRun run, Database database, int native, long id, ObjectValue fields)
    {
        var secret = run.Store.NewSecret();
        var hash = new StringValue("$2a$05$" + secret.GetHashCode(StringComparison.Ordinal).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
        var shown = fields.With("secret", new StringValue(secret));
        if (native == NativeCollection.Keys)
        {
            fields = fields.With("hashed_secret", hash);
            shown = shown.With("hashed_secret", hash);
        }

        var written = Write(run, database, native, id, null, fields, created: true);
        run.Transaction.OnCommit(() => run.Store.Secrets[secret] = (database, native, id));
        return new DocumentValue(written.Reference, new DocumentVersion(written.Version.Ts, shown), created: true);
    }

    private static DocumentValue Write(QueryRun run, Database database, int native, long id, ObjectValue? before, ObjectValue? after, bool created)
    {
        var collection = database.Native(native);
        var version = run.Transaction.Write(collection, id, after);
        run.Transaction.OnCommit(() => SchemaChange.Apply(run.Transaction, database, native, id, before, after));
        return new DocumentValue(collection.RefTo(id), version, created);
    }
}
