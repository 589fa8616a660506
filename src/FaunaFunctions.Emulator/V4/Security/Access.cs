using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Security;

/// <summary>The roles that every database has.</summary>
internal enum BuiltInRole
{
    None,
    Client,
    ServerReadonly,
    Server,
    Admin,
}

/// <summary>How much of a collection a secret may read.</summary>
internal enum ReadAccess
{
    None,
    Some,
    All,
}

/// <summary>What a secret may do.</summary>
/// <param name="role">Its built-in role.</param>
/// <param name="roles">The documents of its own roles.</param>
/// <param name="identity">The document that a token stands for; null for keys.</param>
internal sealed class Access(BuiltInRole role, IReadOnlyList<ObjectValue> roles, RefValue? identity)
{
    public static readonly Access Admin = new(BuiltInRole.Admin, [], null);

    private static readonly HashSet<string> s_readOnly = ["read", "history_read", "unrestricted_read", "schema_read", "logging"];

    public BuiltInRole Role { get; } = role;

    public RefValue? Identity { get; } = identity;

    /// <summary>Whether an action is allowed on a collection, an index, a function or a native collection.</summary>
    /// <param name="run">The query.</param>
    /// <param name="action">For example <c>read</c>.</param>
    /// <param name="resource">What the privilege must name.</param>
    /// <param name="argument">What a predicate is asked about; null when a predicate cannot decide.</param>
    /// <param name="at">The time (µs) at which a predicate looks at the document; null for the present.</param>
    public bool Can(QueryRun run, string action, RefValue resource, Value? argument, long? at = null)
    {
        if (BuiltIn(action, resource) is { } known)
        {
            return known;
        }

        foreach (var allowed in Grants(action, resource))
        {
            if (allowed is BoolValue { Value: true }
                || (allowed is LambdaValue predicate && argument is not null && Holds(run, predicate, argument, at))
                || (allowed is StringValue fql && argument is not null && run.Store.Predicate(run.Transaction, run.Database, fql.Value, argument, at)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How much of a collection may be read in pages.</summary>
    public ReadAccess Reading(RefValue collection)
    {
        if (BuiltIn("read", collection) is { } known)
        {
            return known ? ReadAccess.All : ReadAccess.None;
        }

        var grants = Grants("read", collection).Concat(Grants("unrestricted_read", collection)).ToList();
        return grants.Exists(g => g is BoolValue { Value: true }) ? ReadAccess.All
            : grants.Exists(g => g is LambdaValue or StringValue) ? ReadAccess.Some
            : ReadAccess.None;
    }

    public bool CanReadDocument(QueryRun run, RefValue document) => Can(run, "read", Resource(document), document);

    /// <summary>The collection that privileges on a document are given for.</summary>
    public static RefValue Resource(RefValue document) => document.IsUserDocument
        ? new RefValue(document.Scope, NativeCollection.Collections, document.Collection)
        : NativeRef(document.Scope, document.IsNativeCollection ? (int)document.Id : document.Collection);

    public static RefValue NativeRef(long scope, int native) => new(scope, NativeCollection.Root, native);

    // null: the secret's own roles decide.
    private bool? BuiltIn(string action, RefValue resource) => Role switch
    {
        BuiltInRole.Admin => true,
        BuiltInRole.Client => false,
        BuiltInRole.Server => IsServers(resource),
        BuiltInRole.ServerReadonly => IsServers(resource) && s_readOnly.Contains(action),
        _ => null,
    };

    private static bool IsServers(RefValue resource) =>
        (resource.IsNativeCollection ? (int)resource.Id : resource.Collection)
            is not (NativeCollection.Databases or NativeCollection.Keys or NativeCollection.Roles or NativeCollection.AccessProviders);

    private IEnumerable<Value> Grants(string action, RefValue resource)
    {
        foreach (var own in roles)
        {
            var privileges = own["privileges"] is ArrayValue a ? a.Items : own["privileges"] is { } one ? [one] : [];
            foreach (var privilege in privileges.OfType<ObjectValue>())
            {
                if (privilege["resource"] is { } named && ValueOrder.AreEqual(named, resource)
                    && privilege["actions"] is ObjectValue actions && actions[action] is { } grant)
                {
                    yield return grant;
                }
            }
        }
    }

    private static bool Holds(QueryRun run, LambdaValue predicate, Value argument, long? at)
    {
        var privileged = run.Privileged();
        try
        {
            return privileged.Call(predicate, at is { } ts ? privileged.Start().ReadAt(ts) : privileged.Start(), argument) is BoolValue { Value: true };
        }
        catch (QueryException)
        {
            return false;
        }
        catch (RequestException)
        {
            return false;
        }
    }
}
