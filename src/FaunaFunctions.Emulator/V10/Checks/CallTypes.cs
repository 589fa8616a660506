using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Checks;

/// <summary>What members are there, what functions take, and what comes of a call.</summary>
internal sealed class CallTypes(FqlRun run)
{
    private const string Range = "{ from: Any } | { to: Any } | { from: Any, to: Any }";

    /// <summary>The type of a member that is not called.</summary>
    /// <exception cref="QueryFailure">There is none of the name.</exception>
    public StaticType Member(StaticType target, MemberNode node)
    {
        if (target.Kind is not (TypeKind.Collection or TypeKind.Module))
        {
            return StaticType.Any;
        }

        Value module = target.Collection is { } collection ? collection : new ModuleValue(target.Name!);
        return ModuleMembers.Get(run.Start(), module, node.Name) is { } member
            ? StaticType.Of(member)
            : throw QueryFailure.Invalid($"Type `{target}` does not have field `{node.Name}`", node.NameSpan);
    }

    /// <summary>What a call of a global function or a module gives.</summary>
    public static StaticType OfName(CallNode node) => (node.Target as NameNode)?.Name switch
    {
        "Time" or "TransactionTime" => new StaticType(TypeKind.Time),
        "UUID" => throw QueryFailure.Invalid("Type `UUIDModule` cannot be used as a function", node.Target.Span),
        _ => StaticType.Any,
    };

    /// <summary>What a call of a member gives.</summary>
    public StaticType Result(StaticType target, string name, CallNode node, IReadOnlyList<StaticType> arguments) => target.Kind switch
    {
        TypeKind.Collection => OfCollection(target.Collection!, name, node, arguments),
        TypeKind.Module => OfModule(target.Name!, name, node),
        TypeKind.Set => OfSet(target, name, node, arguments),
        TypeKind.Time when name is "add" or "subtract" => target,
        _ => StaticType.Any,
    };

    private StaticType OfCollection(CollectionModule collection, string name, CallNode node, IReadOnlyList<StaticType> arguments)
    {
        var document = new StaticType(TypeKind.Document, collection);
        switch (name)
        {
            case "all":
                CheckRange(node);
                return StaticType.SetOf(document);
            case "where":
                return StaticType.SetOf(document);
            case "byId" or "firstWhere":
                return document with { IsNullable = true };
            case "create" or "createData":
                CheckFields(collection, name, node, arguments);
                return document;
            case "toString" or "definition":
                return StaticType.Any;
            default:
                return OfIndex(collection, name, node, document);
        }
    }

    private StaticType OfIndex(CollectionModule collection, string name, CallNode node, StaticType document)
    {
        if (run.Database.Collection(collection.Number)?.Named.TryGetValue(name, out var index) != true)
        {
            return StaticType.Any;
        }

        var terms = index!.Store.Definition.Terms.Count;
        return node.Arguments.Count >= terms
            ? StaticType.SetOf(document)
            : throw QueryFailure.Invalid($"Function was not called with enough arguments. Expected {terms}, received {node.Arguments.Count}", node.ArgumentsSpan);
    }

    private static void CheckRange(CallNode node)
    {
        if (node.Arguments is [ObjectNode range] && !range.Fields.Any(f => f.Name is "from" or "to"))
        {
            throw QueryFailure.Invalid($"Type `{{}}` is not a subtype of `{Range}`", range.Span);
        }
    }

    private void CheckFields(CollectionModule collection, string name, CallNode node, IReadOnlyList<StaticType> arguments)
    {
        if (arguments is [{ Kind: TypeKind.Int or TypeKind.Number or TypeKind.String or TypeKind.Boolean } wrong])
        {
            throw QueryFailure.Invalid($"Type `{wrong}` is not a subtype of `{{ id: ID | Null, ttl: Time | Null, data: Null, *: Any }}`", node.Arguments[0].Span);
        }

        if (name == "createData" || node.Arguments is not [ObjectNode fields])
        {
            return;
        }

        // A number that may be a double is no id.
        if (arguments[0].Fields?.FirstOrDefault(f => f.Name == "id").Type is { Kind: TypeKind.Number } id)
        {
            throw QueryFailure.Invalid($"Type `{id}` is not a subtype of `Null | ID`", node.Arguments[0].Span);
        }

        var declared = CollectionSchema.Of(run.Database.Collection(collection.Number)!).Fields;
        foreach (var (field, value) in fields.Fields)
        {
            var signature = declared.FirstOrDefault(d => d.Name == field).Signature;
            if (value is LiteralNode { Value: not NullValue } literal && signature is not null && !Signature.Allows(signature, literal.Value))
            {
                throw QueryFailure.Invalid($"Type `{StaticType.Of(literal.Value)}` is not a subtype of `{signature}`", value.Span);
            }
        }
    }

    private static StaticType OfModule(string module, string name, CallNode node)
    {
        switch (module, name)
        {
            case ("Set", "sequence"):
                return StaticType.SetOf(new StaticType(TypeKind.Number));
            case ("Time", "now" or "epoch" or "fromString"):
                return new StaticType(TypeKind.Time);
            case (_, "all") when Names.Native(module) is not null:
                CheckRange(node);
                return StaticType.SetOf(StaticType.Any);
            default:
                return StaticType.Any;
        }
    }

    private static StaticType OfSet(StaticType set, string name, CallNode node, IReadOnlyList<StaticType> arguments)
    {
        switch (name)
        {
            case "paginate" or "pageSize" or "take" or "drop":
                if (arguments is [{ Kind: TypeKind.String or TypeKind.Boolean or TypeKind.Null } wrong])
                {
                    throw QueryFailure.Invalid($"Type `{wrong}` is not a subtype of `Number`", node.Arguments[0].Span);
                }

                return name == "paginate" ? StaticType.Any : set;
            case "where" or "reverse" or "order" or "distinct":
                return set;
            case "map" or "flatMap" or "concat":
                return StaticType.SetOf(StaticType.Any);
            case "first" or "last" or "firstWhere" when set.Element is { Kind: TypeKind.Document } element:
                return element with { IsNullable = true };
            default:
                return StaticType.Any;
        }
    }
}
