using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>What <c>{ a, b: .c }</c> makes of a value: of an object or a document its fields, of arrays and sets the same for each element.</summary>
internal static class Projection
{
    public static Value Apply(Frame frame, Value value, ProjectionNode node)
    {
        switch (value)
        {
            case FqlSet set:
                var each = new ProjectionNode(node.FieldsSpan, new NameNode(node.FieldsSpan, NameNode.This), node.Fields, node.FieldsSpan);
                return new MapSet(set, new LambdaFunction(new LambdaNode(node.FieldsSpan, [NameNode.This], each, LambdaKind.Projection), frame.Variables));
            case ArrayValue array:
                return new ArrayValue([.. array.Items.Select(i => Apply(frame, i.Plain(), node))]);
            case DocValue or ObjectValue:
                if (Nulls.Missing(frame, value) is { } missing)
                {
                    return missing;
                }

                var inside = frame.Bind(NameNode.This, value);
                return new ObjectValue(node.Fields.Select(f => KeyValuePair.Create(f.Name, f.Value.Evaluate(inside))).ToList());
            case NullValue or NullDocValue:
                return value;
            default:
                throw QueryFailure.InvalidArgument("projection", $"cannot project a value of type {TypeNames.Of(value)}", node.FieldsSpan);
        }
    }
}
