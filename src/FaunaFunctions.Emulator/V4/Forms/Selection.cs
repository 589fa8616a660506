using System.Globalization;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Forms;

/// <summary>What lies at a path inside a value.</summary>
internal static class Selection
{
    /// <summary>The value at the path; null when there is none.</summary>
    public static Value? Find(QueryRun run, Value from, IReadOnlyList<Value> path)
    {
        var value = from;
        foreach (var step in path)
        {
            var next = step switch
            {
                StringValue s => Field(run, value, s.Value),
                LongValue l => Element(value, l.Value),
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            value = next;
        }

        return value;
    }

    public static string Text(IReadOnlyList<Value> path) => string.Join(",", path.Select(p => p switch
    {
        StringValue s => s.Value,
        LongValue l => l.Value.ToString(CultureInfo.InvariantCulture),
        _ => p.TypeName,
    }));

    private static Value? Element(Value value, long at)
    {
        var items = value switch
        {
            ArrayValue a => a.Items,
            PageValue p => p.Items,
            _ => [],
        };
        return at >= 0 && at < items.Count ? items[(int)at] : null;
    }

    private static Value? Field(QueryRun run, Value value, string name) => value switch
    {
        ObjectValue o => o[name],
        DocumentValue d => name switch
        {
            "ref" => d.Reference,
            "ts" => new LongValue(d.Version.Ts),
            "class" => CollectionOf(d.Reference),
            _ => d.Version.Fields[name],
        },
        RefValue r => name switch
        {
            "id" => new StringValue(IdText(run, r)),
            "collection" or "class" => r.IsNativeCollection ? null : CollectionOf(r),
            "database" when r.Scope != run.Database.Scope => new RefValue(run.Database.Scope, NativeCollection.Databases, r.Scope),
            _ => null,
        },
        PageValue p => name switch
        {
            "data" => new ArrayValue(p.Items),
            "after" => p.After,
            "before" => p.Before,
            _ => null,
        },
        EventValue e => name switch
        {
            "ts" => new LongValue(e.Ts),
            "action" => new StringValue(e.Action),
            "document" or "instance" or "resource" => e.Document,
            "data" => e.Data ?? ArrayValue.Empty,
            _ => null,
        },
        _ => null,
    };

    private static RefValue CollectionOf(RefValue reference) => reference.IsUserDocument
        ? new RefValue(reference.Scope, NativeCollection.Collections, reference.Collection)
        : new RefValue(reference.Scope, NativeCollection.Root, reference.Collection);

    private static string IdText(QueryRun run, RefValue reference) =>
        reference.IsNativeCollection ? NativeCollection.NameOf((int)reference.Id)
        : NativeCollection.IsNamed(reference.Collection) ? run.Store.Database(reference.Scope)?.NameOf(reference.Collection, reference.Id) ?? ""
        : reference.Id.ToString(CultureInfo.InvariantCulture);
}
