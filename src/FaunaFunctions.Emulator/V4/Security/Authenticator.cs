using System.Text;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Security;

/// <summary>A secret into a database and what may be done there.</summary>
internal sealed class Authenticator(FaunaStore store, string rootSecret)
{
    /// <summary>The secret in an Authorization header; null when there is none.</summary>
    public static string? SecretOf(string? header)
    {
        if (header is null)
        {
            return null;
        }

        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        var text = space < 0 ? "" : header[(space + 1)..].Trim();
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            text = Base64Text.Parse(text) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        }
        else if (!scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        text = text.TrimEnd(':');
        return text.Length == 0 ? null : text;
    }

    /// <summary>The database and the access of a secret; null when it is not valid. Called inside a transaction.</summary>
    public (Database Database, Access Access)? Authenticate(Transaction transaction, string? secret)
    {
        if (secret is null)
        {
            return null;
        }

        if (Plain(transaction, secret) is { } plain)
        {
            return plain;
        }

        var parts = secret.Split(':');
        if (parts.Length is not (2 or 3) || Plain(transaction, parts[0]) is not { Access.Role: BuiltInRole.Admin } admin)
        {
            return null;
        }

        Database? database = admin.Database;
        foreach (var step in parts.Length == 3 ? parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            database = database?.Find(NativeCollection.Databases, step) is { } id ? store.Database(id) : null;
        }

        return database is not null && Scoped(transaction, database, parts[^1]) is { } access ? (database, access) : null;
    }

    private (Database Database, Access Access)? Plain(Transaction transaction, string secret)
    {
        if (secret == rootSecret)
        {
            return (store.Root, Access.Admin);
        }

        if (!store.Secrets.TryGetValue(secret, out var entry)
            || store.Database(entry.Home.Scope) is not { } home
            || home.Native(entry.Native).Live(entry.Id, long.MaxValue, transaction.Snapshot) is not { } version)
        {
            return null;
        }

        if (entry.Native == NativeCollection.Tokens)
        {
            return version.Fields["instance"] is RefValue identity ? (home, OfIdentity(transaction, home, identity)) : null;
        }

        var database = version.Fields["database"] is RefValue child ? store.Database(child.Id) : home;
        return database is null ? null : (database, OfKey(transaction, version.Fields["role"]));
    }

    private Access OfKey(Transaction transaction, Value? role) => role switch
    {
        StringValue s => new Access(BuiltIn(s.Value) ?? BuiltInRole.Client, [], null),
        RefValue one => new Access(BuiltInRole.None, Documents(transaction, [one]), null),
        ArrayValue many => new Access(BuiltInRole.None, Documents(transaction, many.Items.OfType<RefValue>()), null),
        _ => new Access(BuiltInRole.Client, [], null),
    };

    private Access? Scoped(Transaction transaction, Database database, string role)
    {
        if (role.StartsWith("@role/", StringComparison.Ordinal))
        {
            return database.Find(NativeCollection.Roles, role[6..]) is { } id
                ? new Access(BuiltInRole.None, Documents(transaction, [new RefValue(database.Scope, NativeCollection.Roles, id)]), null)
                : null;
        }

        if (role.StartsWith("@doc/", StringComparison.Ordinal))
        {
            var path = role[5..].Split('/');
            return path.Length == 2 && database.Find(NativeCollection.Collections, path[0]) is { } collection && References.TryId(path[1]) is { } id
                ? OfIdentity(transaction, database, new RefValue(database.Scope, (int)collection, id))
                : null;
        }

        return BuiltIn(role) is { } known ? new Access(known, [], null) : null;
    }

    // The roles that count the document's collection among their members.
    private static Access OfIdentity(Transaction transaction, Database database, RefValue identity)
    {
        var roles = new List<ObjectValue>();
        foreach (var document in database.Native(NativeCollection.Roles).All())
        {
            if (document.VersionAt(long.MaxValue) is not { } version || !version.IsLive(transaction.Snapshot))
            {
                continue;
            }

            var memberships = version.Fields["membership"] is ArrayValue a ? a.Items : version.Fields["membership"] is { } one ? [one] : [];
            if (memberships.OfType<ObjectValue>().Any(m => IsMember(transaction, database, m, identity)))
            {
                roles.Add(version.Fields);
            }
        }

        return new Access(BuiltInRole.None, roles, identity);
    }

    private static bool IsMember(Transaction transaction, Database database, ObjectValue membership, RefValue identity)
    {
        if (membership["resource"] is not RefValue { IsCollection: true } collection || collection.Id != identity.Collection)
        {
            return false;
        }

        if (membership["predicate"] is not LambdaValue predicate)
        {
            return true;
        }

        var run = new QueryRun(transaction, database, Access.Admin, ApiVersion.V4);
        try
        {
            return run.Call(predicate, run.Start(), identity) is BoolValue { Value: true };
        }
        catch (QueryException)
        {
            return false;
        }
    }

    private List<ObjectValue> Documents(Transaction transaction, IEnumerable<RefValue> roles) =>
        [.. roles.Select(r => store.Collection(r)?.Live(r.Id, long.MaxValue, transaction.Snapshot)?.Fields).OfType<ObjectValue>()];

    private static BuiltInRole? BuiltIn(string name) => name switch
    {
        "admin" => BuiltInRole.Admin,
        "server" => BuiltInRole.Server,
        "server-readonly" => BuiltInRole.ServerReadonly,
        "client" => BuiltInRole.Client,
        _ => null,
    };
}
