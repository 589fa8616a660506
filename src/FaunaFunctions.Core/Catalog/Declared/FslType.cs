namespace FaunaFunctions.Core.Catalog.Declared;

/// <summary>A type of Fauna's schema language, as far as it says something of an exported record.</summary>
internal abstract record FslType
{
    /// <summary>Anything; also a type that this program does not know.</summary>
    public static FslType Any { get; } = new FslAny();

    /// <summary>Whether a field of this type may be absent: a null is not stored.</summary>
    public bool MayBeAbsent => this is FslAny or FslScalar { Kind: FslKind.Null } || (this is FslUnion union && union.Options.Any(o => o.MayBeAbsent));

    /// <summary>
    /// One of several types. Where two of them are arrays, or objects, their elements and fields are described together: that says nothing when one
    /// of them may hold anything.
    /// </summary>
    public static FslType OneOf(IReadOnlyList<FslType> options)
    {
        if (options is [var only])
        {
            return only;
        }

        List<FslType> all = [.. options.SelectMany(o => o is FslUnion union ? union.Options : [o])];
        List<FslType> arrays = [.. all.Where(o => o is FslArray)], objects = [.. all.Where(o => o is FslObject or FslReference)];
        return all.Contains(Any) || (arrays.Count > 1 && arrays.Exists(HoldsAnything)) || (objects.Count > 1 && objects.Exists(HoldsAnything))
            ? Any
            : new FslUnion(all);
    }

    private static bool HoldsAnything(FslType type) => type switch
    {
        FslAny => true,
        FslArray array => HoldsAnything(array.Items),
        FslObject fields => fields.IsOpen || fields.Fields.Any(f => HoldsAnything(f.Type)),
        FslUnion union => union.Options.Any(HoldsAnything),
        _ => false,
    };
}

internal sealed record FslAny : FslType;

/// <param name="Kind">What the record holds.</param>
internal sealed record FslScalar(FslKind Kind) : FslType;

/// <param name="Items">Type of every element.</param>
internal sealed record FslArray(FslType Items) : FslType;

/// <param name="Fields">Those that are named.</param>
/// <param name="IsOpen">Whether others may be there.</param>
internal sealed record FslObject(IReadOnlyList<(string Name, FslType Type)> Fields, bool IsOpen) : FslType;

/// <summary>A document, which is stored as a reference to it.</summary>
internal sealed record FslReference : FslType;

/// <param name="Options">At least two.</param>
internal sealed record FslUnion(IReadOnlyList<FslType> Options) : FslType;

/// <summary>What a scalar is in a record.</summary>
internal enum FslKind
{
    Null,
    Boolean,
    Integer,
    Number,
    Text,
    Time,
    Date,
    Uuid,
}
