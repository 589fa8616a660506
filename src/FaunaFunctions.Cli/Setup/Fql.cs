namespace FaunaFunctions.Cli.Setup;

/// <summary>An FQL v4 expression that can be written both as the shell takes it and as the wire does.</summary>
internal abstract record Fql
{
    /// <summary>A string.</summary>
    public static Fql Text(string value) => new FqlText(value);

    /// <summary>An integer.</summary>
    public static Fql Number(long value) => new FqlNumber(value);

    /// <summary><c>true</c></summary>
    public static Fql True { get; } = new FqlTrue();

    /// <summary>An array.</summary>
    public static Fql List(params IReadOnlyList<Fql> items) => new FqlList(items);

    /// <summary>A literal object.</summary>
    public static Fql Object(params IReadOnlyList<(string Name, Fql Value)> fields) => new FqlObject(fields);

    /// <summary>A function without arguments: <c>Indexes()</c>, on the wire <c>{"indexes":null}</c>.</summary>
    public static Fql Call(string name, string wire) => new FqlCall(name, [(wire, null)]);

    /// <summary>A function of one argument: <c>Collection("c")</c>, on the wire <c>{"collection":"c"}</c>.</summary>
    public static Fql Call(string name, string wire, Fql argument) => new FqlCall(name, [(wire, argument)]);

    /// <summary>A function whose arguments have names on the wire.</summary>
    public static Fql Call(string name, params IReadOnlyList<(string Wire, Fql? Value)> arguments) => new FqlCall(name, arguments);

    /// <summary>Arguments one after the other, for functions that take any number: an array on the wire.</summary>
    public static Fql Several(params IReadOnlyList<Fql> items) => new FqlArguments(items);

    /// <summary>A collection.</summary>
    public static Fql Collection(string name) => Call("Collection", "collection", Text(name));

    /// <summary>An index.</summary>
    public static Fql Index(string name) => Call("Index", "index", Text(name));
}

internal sealed record FqlText(string Value) : Fql;

internal sealed record FqlNumber(long Value) : Fql;

internal sealed record FqlTrue : Fql;

internal sealed record FqlList(IReadOnlyList<Fql> Items) : Fql;

internal sealed record FqlArguments(IReadOnlyList<Fql> Items) : Fql;

internal sealed record FqlObject(IReadOnlyList<(string Name, Fql Value)> Fields) : Fql;

/// <param name="Name">The function's name in the shell.</param>
/// <param name="Arguments">In the shell's order, with their names on the wire; a null value is a null on the wire and nothing in the shell.</param>
internal sealed record FqlCall(string Name, IReadOnlyList<(string Wire, Fql? Value)> Arguments) : Fql;
