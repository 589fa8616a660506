using System.Text.RegularExpressions;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V4.Security;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Documents;

/// <summary>What schema objects may hold, and the form in which they are kept: references where v10 has names.</summary>
internal static partial class SchemaFields
{
    private static readonly HashSet<string>[] s_known =
    [
        ["name", "data", "priority", "typechecked", "protected", "global_id"],
        ["name", "data", "alias", "history_days", "ttl_days", "document_ttls", "fields", "wildcard", "computed_fields", "indexes", "constraints", "migrations", "permissions"],
        ["name"],
        ["name", "data", "body", "role", "alias", "signature", "permissions"],
        ["name", "data", "privileges", "membership"],
        ["name", "data", "issuer", "jwks_uri", "roles", "audience"],
        ["role", "database", "data", "ttl", "priority", "hashed_secret"],
        ["instance", "data", "ttl"],
        ["instance", "data", "password", "hashed_password"],
        ["data"],
    ];

    private static readonly HashSet<string> s_actions = ["create", "create_with_id", "delete", "read", "write", "history_read", "history_write", "unrestricted_read", "call"];

    private static readonly HashSet<string> s_builtInRoles = ["admin", "server", "server-readonly", "client"];

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier { get; }

    public static bool IsIdentifier(string name) => Identifier.IsMatch(name);

    /// <summary>The fields to be kept.</summary>
    /// <param name="run">The query.</param>
    /// <param name="native">Its native collection.</param>
    /// <param name="before">The old fields; null for a new object.</param>
    /// <param name="fields">The new ones, changes merged in.</param>
    /// <param name="message">What an error begins with.</param>
    /// <param name="span">Where errors are reported.</param>
    public static ObjectValue Shape(FqlRun run, int native, ObjectValue? before, ObjectValue fields, string message, Span span)
    {
        if (native is NativeCollection.Tokens or NativeCollection.Credentials && fields["document"] is { } owner)
        {
            fields = fields.Without("document").With("instance", owner);
        }

        var failures = fields.Fields.Where(f => !s_known[native].Contains(f.Key)).Select(f => ConstraintFailure.Of(f.Key, "Unexpected field provided")).ToList();
        var required = NativeCollection.IsNamed(native) ? "name" : native == NativeCollection.Keys ? "role" : null;
        if (required is not null && fields[required] is not StringValue && !(required == "role" && fields["role"] is RefValue or ArrayValue))
        {
            failures.Add(ConstraintFailure.Of(required, "Missing required field of type String"));
        }

        fields = native switch
        {
            NativeCollection.Collections => Collection(before, fields, failures),
            NativeCollection.Roles => Role(run, fields, failures),
            NativeCollection.Keys => Key(run, fields, failures),
            _ => fields,
        };
        return failures.Count == 0 ? fields : throw QueryFailure.Constraint(message, span, failures);
    }

    private static ObjectValue Collection(ObjectValue? before, ObjectValue fields, List<ConstraintFailure> failures)
    {
        foreach (var days in new[] { "history_days", "ttl_days" })
        {
            if (fields[days] is { } value and not LongValue)
            {
                failures.Add(ConstraintFailure.Of(days, $"Expected Long | Null, provided {Values.TypeNames.Of(value)}"));
            }
        }

        if (before is null)
        {
            fields = fields["history_days"] is null ? fields.With("history_days", new LongValue(0)) : fields;
            fields = fields["indexes"] is null ? fields.With("indexes", ObjectValue.Empty) : fields;
            fields = fields["constraints"] is null ? fields.With("constraints", ArrayValue.Empty) : fields;
        }

        if (fields["indexes"] is ObjectValue indexes)
        {
            fields = fields.With("indexes", new ObjectValue(indexes.Fields.Select(i => KeyValuePair.Create(i.Key, i.Value is ObjectValue index ? Index(i.Key, index, failures) : i.Value))));
        }

        return fields;
    }

    // As written, with the order of each value.
    private static ObjectValue Index(string name, ObjectValue index, List<ConstraintFailure> failures)
    {
        foreach (var term in Items(index["terms"]))
        {
            var field = FieldName(term);
            if (field is "ts" or "id" or "coll")
            {
                failures.Add(new ConstraintFailure([["indexes", name, "terms"]], $"`{field}` may only be used as an index value, not as an index term."));
            }
        }

        return index["values"] is ArrayValue values
            ? index.With("values", new ArrayValue([.. values.Items.Select(v => v is ObjectValue o && o["order"] is null ? o.With("order", new StringValue("asc")) : v)]))
            : index;
    }

    /// <summary>The name of a field in a definition, without the point that it may begin with.</summary>
    public static string FieldName(ObjectValue field) => ((field["field"] as StringValue)?.Value ?? "").TrimStart('.');

    public static IEnumerable<ObjectValue> Items(Value? value) => (value as ArrayValue)?.Items.OfType<ObjectValue>() ?? (value is ObjectValue o ? [o] : []);

    private static ObjectValue Role(FqlRun run, ObjectValue fields, List<ConstraintFailure> failures)
    {
        foreach (var list in new[] { "privileges", "membership" })
        {
            if (fields[list] is { } given)
            {
                var items = Items(given).Select((p, i) => Privilege(run, p, [list, i.ToString(System.Globalization.CultureInfo.InvariantCulture)], failures)).ToList();
                fields = fields.With(list, given is ObjectValue ? items[0] : new ArrayValue(items));
            }
        }

        return fields;
    }

    private static ObjectValue Privilege(FqlRun run, ObjectValue privilege, string[] path, List<ConstraintFailure> failures)
    {
        foreach (var action in (privilege["actions"] as ObjectValue)?.Fields ?? [])
        {
            if (!s_actions.Contains(action.Key))
            {
                failures.Add(new ConstraintFailure([[.. path, "actions", action.Key]], "Unexpected field provided"));
            }
        }

        if (privilege["resource"] is not StringValue name)
        {
            return privilege;
        }

        if (Resource(run, name.Value) is { } resource)
        {
            return privilege.With("resource", resource);
        }

        failures.Add(new ConstraintFailure([[.. path, "resource"]], $"Resource `{name.Value}` does not exist"));
        return privilege;
    }

    private static RefValue? Resource(FqlRun run, string name)
    {
        var scope = run.Database.Scope;
        if (Names.Find(run, NativeCollection.Collections, name) is { } collection)
        {
            return new RefValue(scope, NativeCollection.Collections, collection);
        }

        foreach (var native in new[] { NativeCollection.Functions, NativeCollection.Indexes })
        {
            if (Names.Find(run, native, name) is { } id)
            {
                return new RefValue(scope, native, id);
            }
        }

        return Names.Native(name) is { } module ? Access.NativeRef(scope, module) : null;
    }

    private static ObjectValue Key(FqlRun run, ObjectValue fields, List<ConstraintFailure> failures)
    {
        if (fields["role"] is StringValue role && !s_builtInRoles.Contains(role.Value))
        {
            if (Names.Find(run, NativeCollection.Roles, role.Value) is { } id)
            {
                fields = fields.With("role", new RefValue(run.Database.Scope, NativeCollection.Roles, id));
            }
            else
            {
                failures.Add(ConstraintFailure.Of("role", $"Field refers to an unknown role `{role.Value}`"));
            }
        }

        if (fields["database"] is StringValue database)
        {
            if (Names.Find(run, NativeCollection.Databases, database.Value) is { } id)
            {
                fields = fields.With("database", new RefValue(run.Database.Scope, NativeCollection.Databases, id));
            }
            else
            {
                failures.Add(ConstraintFailure.Of("database", $"Database `{database.Value}` does not exist"));
            }
        }

        return fields;
    }
}
