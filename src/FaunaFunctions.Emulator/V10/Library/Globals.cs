using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V10.Wire;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>The names that every query knows: functions, modules, and the database's collections and functions.</summary>
internal static class Globals
{
    private static readonly HashSet<string> s_modules =
    [
        "AccessProvider", "Any", "Array", "Boolean", "Bytes", "Collection", "Credential", "Database", "Date", "Double", "FQL", "Function", "ID", "Int", "Key",
        "Long", "Math", "Module", "Null", "Number", "Object", "Query", "Role", "Schema", "Set", "SetCursor", "String", "Struct", "Time", "Token", "TransactionTime", "UUID",
    ];

    private static readonly Dictionary<string, NativeFunction> s_functions = new()
    {
        ["abort"] = new("abort", (_, a) => throw new QueryFailure("abort", "Query aborted.", a.Span, abort: a.Expect(1)[0])),
        ["log"] = new("log", (f, a) => Log(f, a)),
        ["dbg"] = new("dbg", (f, a) => Debug(f, a.Expect(1))),
        ["asc"] = new("asc", (_, a) => new ObjectValue(("asc", a.Expect(1)[0]))),
        ["desc"] = new("desc", (_, a) => new ObjectValue(("desc", a.Expect(1)[0]))),
        ["newId"] = new("newId", (f, a) => new IdValue(f.Run.Store.NewId())),
    };

    /// <summary>Whether no collection or function may have the name.</summary>
    public static bool IsReserved(string name) => s_modules.Contains(name) || s_functions.ContainsKey(name);

    public static Value? Find(FqlRun run, string name)
    {
        if (s_functions.TryGetValue(name, out var function))
        {
            return function;
        }

        if (s_modules.Contains(name))
        {
            return new ModuleValue(name);
        }

        if (Names.Collection(run, name) is { } collection)
        {
            return collection;
        }

        return run.Database.Find(NativeCollection.Functions, name) is { } id ? new DocValue(new RefValue(run.Database.Scope, NativeCollection.Functions, id), null) : null;
    }

    /// <summary>A value of the request with its names looked up.</summary>
    public static Value Bind(FqlRun run, Value value, Span span) => value switch
    {
        WireModule module => Find(run, module.Name) ?? throw QueryFailure.Unbound(module.Name, span),
        WireDocument document => Document(run, document, span),
        ArrayValue a when a.Items.Any(NeedsBinding) => new ArrayValue([.. a.Items.Select(i => Bind(run, i, span))]),
        ObjectValue o when o.Fields.Any(f => NeedsBinding(f.Value)) => new ObjectValue(o.Fields.Select(f => KeyValuePair.Create(f.Key, Bind(run, f.Value, span)))),
        _ => value,
    };

    private static bool NeedsBinding(Value value) => value is WireModule or WireDocument or ArrayValue or ObjectValue;

    private static Value Document(FqlRun run, WireDocument document, Span span)
    {
        var module = Find(run, document.Collection) ?? throw QueryFailure.Unbound(document.Collection, span);
        var native = module is ModuleValue m ? Names.Native(m.Name) : null;
        if (document.Name is { } name && native is { } named)
        {
            return ModuleMembers.ByName(run, named, name, null);
        }

        return document.Id is { } id && (native ?? (module as CollectionModule)?.Number) is { } number
            ? new DocValue(new RefValue(run.Database.Scope, number, DocumentWriter.Id(new StringValue(id), span)), null)
            : NullValue.Instance;
    }

    private static Value Debug(Frame frame, Arguments arguments)
    {
        Log(frame, arguments);
        return arguments[0];
    }

    private static NullValue Log(Frame frame, Arguments arguments)
    {
        var (line, _) = arguments.Span.Source.Position(arguments.Span.Start);
        frame.Run.Logs.Add($"info at {arguments.Span.Source.Name}:{line}: {string.Join(' ', arguments.Values.Select(TextOf.Value))}");
        return NullValue.Instance;
    }
}
