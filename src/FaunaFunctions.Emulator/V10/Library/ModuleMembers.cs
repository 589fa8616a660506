using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>What modules hold: constants, functions, and what they do when they are called themselves.</summary>
internal static class ModuleMembers
{
    private static readonly Dictionary<string, MethodTable> s_tables = new()
    {
        ["Math"] = MathModule.Table,
        ["Time"] = TimeMethods.TimeModule,
        ["Date"] = TimeMethods.DateModule,
        ["Set"] = SetModule.Table,
        ["Object"] = ObjectModule.Table,
        ["Array"] = ArrayMethods.Module,
        ["Query"] = new MethodTable { ["identity"] = (f, _, _) => f.Run.Access.Identity is { } identity ? new DocValue(identity, null) : NullValue.Instance },
    };

    private static readonly Dictionary<string, Method> s_constructors = new()
    {
        ["Time"] = (_, _, a) => TimeMethods.ParseTime(a.Expect(1)),
        ["Date"] = (_, _, a) => TimeMethods.ParseDate(a.Expect(1)),
        ["TransactionTime"] = (f, _, _) => TimeValue.FromMicros(f.Run.Transaction.Time),
        ["Bytes"] = (_, _, a) => Strict64.Parse(a.Expect(1).Text(0, "encoded")) is { } bytes ? new BytesValue(bytes) : throw QueryFailure.InvalidArgument("encoded", "not a valid base64 string", a.Span),
        ["ID"] = (_, _, a) => new IdValue(DocumentWriter.Id(a.Expect(1)[0], a.Span)),
        ["Collection"] = (f, _, a) => Named(a.Expect(1), "collection", name => Names.Collection(f.Run, name), name => $"No such user collection `{name}`."),
        ["Function"] = (f, _, a) => Named(a.Expect(1), "function", name => Function(f, name), name => $"No such user function `{name}`."),
        ["FQL"] = (_, _, a) => a.Expect(1)[0],
    };

    public static Method? Constructor(string module) => s_constructors.GetValueOrDefault(module);

    /// <summary>A constant or a function of a module; null when it has none of the name.</summary>
    public static Value? Get(Frame frame, Value module, string name)
    {
        if (module is CollectionModule collection && name == "definition")
        {
            return new DocValue(new RefValue(frame.Run.Database.Scope, NativeCollection.Collections, collection.Number), frame.At);
        }

        if (module is ModuleValue m && s_tables.TryGetValue(m.Name, out var table) && table.Fields.TryGetValue(name, out var read))
        {
            return read(module);
        }

        return Find(frame, module, name) is { } method ? new NativeFunction(name, (f, a) => method(f, module, a)) : null;
    }

    public static Method? Find(Frame frame, Value module, string name)
    {
        switch (module)
        {
            case CollectionModule collection:
                return CollectionMethods.Table.Methods.GetValueOrDefault(name)
                    ?? (frame.Run.Database.Collection(collection.Number)?.Named.ContainsKey(name) == true ? IndexMethods.Of(name) : null);
            case ModuleValue m when Names.Native(m.Name) is not null:
                return NativeMethods.Table.Methods.GetValueOrDefault(name);
            case ModuleValue m:
                return s_tables.GetValueOrDefault(m.Name)?.Methods.GetValueOrDefault(name) ?? (name == "toString" ? TextOf.Table.Methods[name] : null);
            default:
                return null;
        }
    }

    /// <summary>A schema object by its name: the document, or one that is not there.</summary>
    public static Value ByName(FqlRun run, int native, string name, long? at)
    {
        if (Names.Find(run, native, name) is { } id)
        {
            return new DocValue(new RefValue(run.Database.Scope, native, id), at, byName: true);
        }

        var readable = DocumentReader.CanRead(run, new RefValue(run.Database.Scope, native, 0), null);
        return new NullDocValue(native, null, name, readable ? NullDocValue.NotFound : NullDocValue.Denied);
    }

    private static DocValue? Function(Frame frame, string name) =>
        Names.Find(frame.Run, NativeCollection.Functions, name) is { } id ? new DocValue(new RefValue(frame.Run.Database.Scope, NativeCollection.Functions, id), null) : null;

    private static Value Named(Arguments arguments, string argument, Func<string, Value?> find, Func<string, string> missing)
    {
        var name = arguments.Text(0, argument);
        return find(name) ?? throw QueryFailure.InvalidArgument(argument, missing(name), arguments.Span);
    }
}
