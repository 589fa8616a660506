using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Catalog.Declared;

/// <summary>
/// Puts what a collection's schema says into the shape of its records. Documents of a sample are merged into the same shape: what they hold beyond the
/// schema, such as a NaN in a Double, widens it.
/// </summary>
internal static class DeclaredShape
{
    /// <summary>Puts declared fields into the shape of <c>data</c>.</summary>
    public static void Allow(this DataShape data, DeclaredFields declared)
    {
        var fields = data.AllowObject();
        if (declared.Stored.Count > 0)
        {
            fields.AllowOne();
        }

        foreach (var field in declared.Stored)
        {
            var type = field.Signature is null ? FslType.Any : FslTypeParser.Parse(field.Signature);
            fields.Allow(field.Name, isRequired: !type.MayBeAbsent).Allow(type);
        }

        foreach (var field in declared.Computed)
        {
            // One that comes to null, or fails, is not there.
            var type = field.Signature is null ? FslType.Any : FslTypeParser.Parse(field.Signature);
            fields.Allow(field.Name, isRequired: false).Allow(type);
        }

        data.Description = declared.Constraints.Count == 0 ? null : string.Join(' ', declared.Constraints);
    }

    private static void Allow(this ValueShape shape, FslType type)
    {
        switch (type)
        {
            case FslScalar scalar:
                shape.Allow(scalar.Kind);
                break;
            case FslArray array:
                shape.AllowArray().Allow(array.Items);
                break;
            case FslObject fields:
                var members = shape.AllowObject().AllowOne();
                foreach (var (name, member) in fields.Fields)
                {
                    members.Allow(name, isRequired: !member.MayBeAbsent).Allow(member);
                }

                break;
            case FslReference:
                var reference = shape.AllowObject().AllowOne();
                reference.Allow("id", isRequired: true).Allow(FslKind.Text);
                // Of a document whose collection was dropped, v10 no longer tells which one it was.
                reference.Allow("collection", isRequired: false).Allow(FslKind.Text);
                reference.Allow("type", isRequired: true).Allow(FslKind.Text);
                break;
            case FslUnion union:
                foreach (var option in union.Options)
                {
                    shape.Allow(option);
                }

                break;
        }
    }
}
