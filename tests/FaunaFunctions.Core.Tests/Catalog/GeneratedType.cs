using System.Globalization;
using CsCheck;

namespace FaunaFunctions.Core.Tests.Catalog;

/// <summary>A random type of Fauna's schema language with values that are of it.</summary>
/// <param name="Signature">The type.</param>
/// <param name="Value">A value on the wire of v10, tagged; null for one that is not stored.</param>
internal sealed record GeneratedType(string Signature, Gen<string?> Value)
{
    private static readonly Gen<string?> Absent = Gen.Bool.Select(_ => (string?)null);

    private static readonly GeneratedType[] Scalars =
    [
        new("String", Gen.String[Gen.Char.AlphaNumeric, 0, 4].Select(s => (string?)$"\"{s}\"")),
        new("Int", Gen.Int.Select(i => (string?)Int(i))),
        new("Long", Gen.Long.Select(l => (string?)$$"""{"@long":"{{l.ToString(CultureInfo.InvariantCulture)}}"}""")),
        new("Double", Gen.Int.Select(i => (string?)$$"""{"@double":"{{i.ToString(CultureInfo.InvariantCulture)}}.5"}""")),
        new("Number", Gen.OneOf(Gen.Const<string?>("""{"@double":"1.0E7"}"""), Gen.Int.Select(i => (string?)Int(i)))),
        new("Boolean", Gen.Bool.Select(b => (string?)(b ? "true" : "false"))),
        new("Time", Gen.DateTime.Select(t => (string?)$$"""{"@time":"{{t.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}}"}""")),
        new("Date", Gen.DateOnly.Select(d => (string?)$$"""{"@date":"{{d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}}"}""")),
        new("Bytes", Gen.Byte.Array[0, 5].Select(b => (string?)$$"""{"@bytes":"{{Convert.ToBase64String(b)}}"}""")),
        new("UUID", Gen.Guid.Select(g => (string?)$$"""{"@uuid":"{{g}}"}""")),
        new("Null", Absent),
        new("\"open\" | \"closed\"", Gen.Bool.Select(b => (string?)(b ? "\"open\"" : "\"closed\""))),
        new("Ref<User>", Gen.Bool.Select(live => (string?)$$$$"""{"@ref":{"id":"7","coll":{"@mod":"{{{{(live ? "User" : "Deleted")}}}}"}}}""")),
        new("Any", Gen.OneOf(Gen.Const<string?>("[]"), Gen.Const<string?>("\"x\""), Gen.Const<string?>("{\"x\":true}"), Absent)),
        new("Strange<Type>", Gen.OneOf(Gen.Const<string?>("[1,{}]".Replace("1", Int(1), StringComparison.Ordinal)), Gen.Const<string?>("true"))),
    ];

    /// <summary>Any type, up to three levels deep.</summary>
    public static Gen<GeneratedType> Any { get; } = Nested(3);

    /// <summary>Types of up to five fields, and up to six documents' fields on the wire: JSON from the comma on.</summary>
    public static Gen<(string[] Signatures, string[] Documents)> Collection { get; } =
        from types in Any.Array[0, 5]
        from documents in Fields(types).Array[1, 6]
        select (types.Select(t => t.Signature).ToArray(), documents);

    private static string Int(int value) => $$"""{"@int":"{{value.ToString(CultureInfo.InvariantCulture)}}"}""";

    private static Gen<GeneratedType> Nested(int depth)
    {
        var scalar = Gen.Int[0, Scalars.Length - 1].Select(i => Scalars[i]);
        if (depth == 0)
        {
            return scalar;
        }

        var inner = Nested(depth - 1);
        return Gen.Frequency(
            (5, scalar),
            (1, inner.Select(t => new GeneratedType($"({t.Signature})?", Gen.OneOf(t.Value, Absent)))),
            (1, inner.Select(t => new GeneratedType($"Array<{t.Signature}>", t.Value.Array[0, 3].Select(v => (string?)$"[{string.Join(',', v.Select(e => e ?? "null"))}]")))),
            (1, Gen.Select(inner, inner).Select((a, b) => new GeneratedType($"{a.Signature} | {b.Signature}", Gen.OneOf(a.Value, b.Value)))),
            (1, Gen.Select(inner, inner, Gen.Bool).Select((a, b, open) => new GeneratedType(
                $"{{ a: {a.Signature}, \"b c\": {b.Signature}{(open ? ", *: Any" : "")} }}",
                Gen.Select(a.Value, b.Value, Gen.Bool).Select((x, y, more) => (string?)ObjectOf(("a", x), ("b c", y), ("more", open && more ? "\"z\"" : null)))))));
    }

    private static Gen<string> Fields(GeneratedType[] types) => types.Length == 0
        ? Gen.Const("")
        : types.Select((t, i) => t.Value.Select(v => v is null ? "" : $",\"f{i}\":{v}"))
            .Aggregate((all, one) => Gen.Select(all, one).Select((a, b) => a + b));

    private static string ObjectOf(params (string Name, string? Value)[] fields) =>
        "{" + string.Join(',', fields.Where(f => f.Value is not null).Select(f => $"\"{f.Name}\":{f.Value}")) + "}";
}
