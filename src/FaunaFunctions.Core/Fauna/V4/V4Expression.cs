using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>Writes one FQL v4 expression.</summary>
internal delegate void V4Expression(Utf8JsonWriter writer);

/// <summary>The forms of FQL v4 that an exporter needs, spelled and ordered as the official driver sends them.</summary>
internal static class V4Form
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Names are checked by the server; escaping beyond what JSON needs would only make requests hard to read.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The expression as a request's body.</summary>
    public static ReadOnlyMemory<byte> Render(V4Expression expression)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            expression(writer);
        }

        return buffer.WrittenMemory;
    }

    public static V4Expression Value(long value) => writer => writer.WriteNumberValue(value);

    public static V4Expression Text(string value) => writer => writer.WriteStringValue(value);

    /// <summary>An array, its elements evaluated in order.</summary>
    public static V4Expression Array(params V4Expression[] elements) => writer =>
    {
        writer.WriteStartArray();
        foreach (var element in elements)
        {
            element(writer);
        }

        writer.WriteEndArray();
    };

    /// <summary>A literal object, which v4 wants wrapped.</summary>
    public static V4Expression Object(params (string Name, V4Expression Value)[] fields) => Form(("object", Form(fields)));

    public static V4Expression Collection(string name) => Form(("collection", Text(name)));

    public static V4Expression Index(string name) => Form(("index", Text(name)));

    /// <summary>A collection that every database has, such as <c>collections</c> or <c>roles</c>.</summary>
    public static V4Expression Native(string name) => Form((name, writer => writer.WriteNullValue()));

    public static V4Expression Ref(string collection, string id) => Form(("ref", Collection(collection)), ("id", Text(id)));

    public static V4Expression Documents(string collection) => Form(("documents", Collection(collection)));

    /// <summary>Set of an index without terms: as an empty list, since <c>"terms":null</c> is one term.</summary>
    public static V4Expression Match(string index) => Form(("match", Index(index)), ("terms", Array()));

    /// <summary>Bounds are inclusive prefixes; an empty list is open.</summary>
    public static V4Expression Range(V4Expression set, V4Expression from, V4Expression to) =>
        Form(("range", set), ("from", from), ("to", to));

    public static V4Expression Events(V4Expression set) => Form(("events", set));

    /// <summary>A page; <paramref name="after"/> is left out when null, since a null cursor gives an empty page.</summary>
    public static V4Expression Paginate(V4Expression set, int size, V4Expression? after = null) => after is null
        ? Form(("paginate", set), ("size", Value(size)))
        : Form(("paginate", set), ("size", Value(size)), ("after", after));

    public static V4Expression Map(string variable, V4Expression body, V4Expression collection) =>
        Form(("map", Form(("lambda", Text(variable)), ("expr", body))), ("collection", collection));

    public static V4Expression Var(string name) => Form(("var", Text(name)));

    public static V4Expression Get(V4Expression target) => Form(("get", target));

    public static V4Expression Exists(V4Expression target, V4Expression at) => Form(("exists", target), ("ts", at));

    public static V4Expression Select(string field, V4Expression from) => Form(("select", Text(field)), ("from", from));

    public static V4Expression Select(V4Expression path, V4Expression from) => Form(("select", path), ("from", from));

    public static V4Expression If(V4Expression condition, V4Expression then, V4Expression otherwise) =>
        Form(("if", condition), ("then", then), ("else", otherwise));

    public static V4Expression Equal(V4Expression left, V4Expression right) => Form(("equals", Array(left, right)));

    /// <summary>Evaluates all, and is the value of the last.</summary>
    public static V4Expression Do(params V4Expression[] steps) => Form(("do", Array(steps)));

    /// <summary>Evaluates as of a time in µs. Must be around the whole expression: a page's own <c>ts</c> leaves the <c>get</c>s in a map in the present.</summary>
    public static V4Expression At(long micros, V4Expression expression) => Form(("at", Value(micros)), ("expr", expression));

    public static V4Expression Count(V4Expression set) => Form(("count", set));

    /// <summary>The transaction's snapshot time in µs, inside <c>at</c> too.</summary>
    public static V4Expression NowMicros() => Form(("to_micros", Form(("now", writer => writer.WriteNullValue()))));

    private static V4Expression Form(params (string Name, V4Expression Value)[] fields) => writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            value(writer);
        }

        writer.WriteEndObject();
    };
}
