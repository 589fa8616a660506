using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>What arrays and sets have in common.</summary>
internal static class Lists
{
    public static NullValue ForEach(Frame frame, IReadOnlyList<Value> elements, FunctionValue action)
    {
        foreach (var element in elements)
        {
            Functions.Call(frame, action, element);
        }

        return NullValue.Instance;
    }

    public static Value Fold(Frame frame, IEnumerable<Value> elements, Arguments arguments) =>
        elements.Aggregate(arguments[0], (all, next) => Functions.Call(frame, arguments.Callback(1), all, next));

    public static Value Reduce(Frame frame, IEnumerable<Value> elements, Arguments arguments)
    {
        Value? result = null;
        foreach (var element in elements)
        {
            result = result is null ? element : Functions.Call(frame, arguments.Callback(0), result, element);
        }

        return result ?? NullValue.Instance;
    }

    public static List<Value> Distinct(IEnumerable<Value> elements)
    {
        var result = new List<Value>();
        foreach (var element in elements)
        {
            if (!result.Exists(r => Operators.AreEqual(r, element)))
            {
                result.Add(element);
            }
        }

        return result;
    }

    /// <summary>Sorts by functions of the elements, or by objects <c>{asc}</c> and <c>{desc}</c> with one.</summary>
    public static List<Value> Order(Frame frame, IEnumerable<Value> elements, IReadOnlyList<Value> orderings)
    {
        var keys = orderings.Select(o => o is ObjectValue { Count: 1 } named && named.Fields[0].Value is FunctionValue inner ? (inner, named.Fields[0].Key == "desc") : (o as FunctionValue, false)).DefaultIfEmpty((null, false)).ToList();
        var rows = elements.Select(e => (Element: e, Keys: keys.ConvertAll(k => k.Item1 is null ? e : Functions.Call(frame, k.Item1, e)))).ToList();
        var sorted = rows.OrderBy(r => r.Keys, Comparer<List<Value>>.Create((a, b) =>
        {
            for (var i = 0; i < keys.Count; i++)
            {
                var result = Operators.Compare(a[i], b[i]);
                if (result != 0)
                {
                    return keys[i].Item2 ? -result : result;
                }
            }

            return 0;
        }));
        return [.. sorted.Select(r => r.Element)];
    }
}
