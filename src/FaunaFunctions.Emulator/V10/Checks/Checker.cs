using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Values;

namespace FaunaFunctions.Emulator.V10.Checks;

/// <summary>
/// Refuses queries that cannot be right, before they run: unknown names, missing fields and functions, null that is not handled.
/// It knows less than the server's type checker, and never refuses what that lets pass.
/// </summary>
/// <param name="run">The query.</param>
/// <param name="arguments">Names of its arguments.</param>
internal sealed class Checker(FqlRun run, IReadOnlyList<string> arguments)
{
    private readonly CallTypes _calls = new(run);

    /// <exception cref="QueryFailure">The query is refused.</exception>
    public void Check(Node node)
    {
        var scope = arguments.Aggregate((Scope?)null, (s, name) => new Scope(name, StaticType.Any, s));
        TypeOf(node, scope);
    }

    private StaticType TypeOf(Node node, Scope? scope)
    {
        switch (node)
        {
            case LiteralNode literal:
                return StaticType.Of(literal.Value);
            case TemplateValueNode { Value: FailedValue failed } template:
                throw QueryFailure.Invalid(failed.Message, template.Span);
            case NameNode name:
                return Named(name, scope);
            case GroupNode group:
                return TypeOf(group.Inner, scope);
            case InterpolationNode text:
                text.Parts.ToList().ForEach(p => TypeOf(p, scope));
                return new StaticType(TypeKind.String);
            case ArrayNode array:
                array.Items.ToList().ForEach(i => TypeOf(i, scope));
                return StaticType.Any;
            case ObjectNode o:
                return new StaticType(TypeKind.Any, Fields: [.. o.Fields.Select(f => (f.Name, TypeOf(f.Value, scope)))]);
            case BlockNode block:
                return Block(block, scope);
            case IfNode condition:
                TypeOf(condition.Condition, scope);
                TypeOf(condition.Then, scope);
                _ = condition.Otherwise is { } otherwise ? TypeOf(otherwise, scope) : null;
                return StaticType.Any;
            case AtNode at:
                return At(at, scope);
            case LambdaNode lambda:
                return Lambda(lambda, scope, []);
            case UnaryNode unary:
                var operand = TypeOf(unary.Operand, scope);
                return unary.Symbol == "-" && operand.IsNumber ? operand : StaticType.Any;
            case BinaryNode binary:
                return Binary(binary, scope);
            case BangNode bang:
                return TypeOf(bang.Target, scope) with { IsNullable = false };
            case IndexNode index:
                TypeOf(index.Target, scope);
                TypeOf(index.Index, scope);
                return StaticType.Any;
            case MemberNode member:
                return Member(member, scope);
            case CallNode call:
                return Call(call, scope);
            case ProjectionNode projection:
                return Projection(projection, scope);
            default:
                return StaticType.Any;
        }
    }

    private StaticType Named(NameNode name, Scope? scope)
    {
        for (var s = scope; s is not null; s = s.Outer)
        {
            if (s.Name == name.Name)
            {
                return s.Type;
            }
        }

        return Globals.Find(run, name.Name) is { } found ? StaticType.Of(found) : throw QueryFailure.Invalid($"Unbound variable `{name.Name}`", name.Span);
    }

    private StaticType Block(BlockNode block, Scope? scope)
    {
        var type = StaticType.Any;
        foreach (var statement in block.Statements)
        {
            type = TypeOf(statement.Value, scope);
            scope = statement.Name is { } name ? new Scope(name, type, scope) : scope;
        }

        return type;
    }

    private StaticType At(AtNode at, Scope? scope)
    {
        var time = TypeOf(at.Time, scope);
        return time.Kind is TypeKind.Any or TypeKind.Time || time.IsNullable
            ? TypeOf(at.Body, scope)
            : throw QueryFailure.Invalid($"Type `{time}` is not a subtype of `Time | TransactionTime`", at.Time.Span);
    }

    private StaticType Lambda(LambdaNode lambda, Scope? scope, IReadOnlyList<StaticType> parameters)
    {
        for (var i = 0; i < lambda.Parameters.Count; i++)
        {
            scope = new Scope(lambda.Parameters[i], i < parameters.Count ? parameters[i] : StaticType.Any, scope);
        }

        TypeOf(lambda.Body, scope);
        return new StaticType(TypeKind.Function);
    }

    private StaticType Binary(BinaryNode node, Scope? scope)
    {
        var (left, right) = (TypeOf(node.Left, scope), TypeOf(node.Right, scope));
        if (node.Symbol == "+" && left.Kind == TypeKind.String)
        {
            return !right.IsNumber && right.Kind != TypeKind.Boolean ? left : throw NotSubtype(right, "String", node.Right.Span);
        }

        if (node.Symbol is not ("+" or "-" or "*" or "/" or "%"))
        {
            return node.Symbol is "==" or "!=" or "<" or ">" or "<=" or ">=" or "&&" or "||" ? new StaticType(TypeKind.Boolean) : StaticType.Any;
        }

        return left.IsNumber && right.Kind is TypeKind.String or TypeKind.Boolean ? throw NotSubtype(right, "Number", node.Right.Span)
            : left.IsNumber && right.IsNumber ? new StaticType(TypeKind.Number)
            : StaticType.Any;
    }

    private static QueryFailure NotSubtype(StaticType type, string wanted, Span span) => QueryFailure.Invalid($"Type `{type}` is not a subtype of `{wanted}`", span);

    private StaticType Member(MemberNode node, Scope? scope)
    {
        var target = TypeOf(node.Target, scope);
        CheckNull(target, node);
        return _calls.Member(target, node);
    }

    private static void CheckNull(StaticType target, MemberNode node)
    {
        if (!node.IsOptional && ((target.IsNullable && node.Name is not ("exists" or "id")) || target.Kind == TypeKind.Null))
        {
            throw QueryFailure.Invalid($"Type `Null` does not have field `{node.Name}`", node.NameSpan);
        }
    }

    private StaticType Call(CallNode node, Scope? scope)
    {
        if (node.Target is not MemberNode member)
        {
            TypeOf(node.Target, scope);
            Arguments(node, scope, []);
            return CallTypes.OfName(node);
        }

        var target = TypeOf(member.Target, scope);
        CheckNull(target, member);
        _calls.Member(target, member);
        var types = Arguments(node, scope, target is { Kind: TypeKind.Set, Element: { } element } ? [element] : target.Collection is { } own && target.Kind == TypeKind.Collection ? [new StaticType(TypeKind.Document, own)] : []);
        return _calls.Result(target, member.Name, node, types);
    }

    private List<StaticType> Arguments(CallNode node, Scope? scope, IReadOnlyList<StaticType> parameters) =>
        [.. node.Arguments.Select(a => a is LambdaNode lambda ? Lambda(lambda, scope, parameters) : TypeOf(a, scope))];

    private StaticType Projection(ProjectionNode node, Scope? scope)
    {
        var target = TypeOf(node.Target, scope);
        if (target.Kind == TypeKind.Function)
        {
            throw QueryFailure.Invalid("Cannot use projection with a function", node.Span);
        }

        var inside = new Scope(NameNode.This, StaticType.Any, scope);
        node.Fields.ToList().ForEach(f => TypeOf(f.Value, inside));
        return target.Kind == TypeKind.Set ? StaticType.SetOf(StaticType.Any) : StaticType.Any;
    }

    private sealed record Scope(string Name, StaticType Type, Scope? Outer);
}
