using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Checks;

internal enum TypeKind
{
    Any,
    Null,
    Int,
    Number,
    String,
    Boolean,
    Time,
    Document,
    Set,
    Collection,
    Module,
    Function,
}

/// <summary>What is known of an expression's type before it is evaluated.</summary>
/// <param name="Kind">Its kind; <see cref="TypeKind.Any"/> when nothing is known.</param>
/// <param name="Collection">The collection of a document, or of a set's documents; null when it is none or not known.</param>
/// <param name="IsNullable">Whether it may be null as well.</param>
/// <param name="Element">The type of a set's elements.</param>
/// <param name="Name">The name of a module.</param>
/// <param name="Fields">The fields of an object that is written out; null for anything else.</param>
internal sealed record StaticType(
    TypeKind Kind,
    CollectionModule? Collection = null,
    bool IsNullable = false,
    StaticType? Element = null,
    string? Name = null,
    IReadOnlyList<(string Name, StaticType Type)>? Fields = null)
{
    public static readonly StaticType Any = new(TypeKind.Any);

    public bool IsNumber => Kind is TypeKind.Int or TypeKind.Number;

    public static StaticType Of(Value value) => value switch
    {
        NullValue => new StaticType(TypeKind.Null),
        LongValue => new StaticType(TypeKind.Int),
        DoubleValue => new StaticType(TypeKind.Number),
        StringValue => new StaticType(TypeKind.String),
        BoolValue => new StaticType(TypeKind.Boolean),
        TimeValue => new StaticType(TypeKind.Time),
        CollectionModule c => new StaticType(TypeKind.Collection, c, Name: c.Name),
        ModuleValue m => new StaticType(TypeKind.Module, Name: m.Name),
        FunctionValue => new StaticType(TypeKind.Function),
        _ => Any,
    };

    public static StaticType SetOf(StaticType element) => new(TypeKind.Set, element.Collection, Element: element);

    public override string ToString() => Kind switch
    {
        TypeKind.Document => Collection?.Name ?? "Any",
        TypeKind.Set => $"Set<{Element}>",
        TypeKind.Collection => Name + "Collection",
        TypeKind.Module => Name + "Module",
        _ => Kind.ToString(),
    };
}
