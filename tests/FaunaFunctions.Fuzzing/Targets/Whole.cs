using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Whether a value is what its type says: nothing is null that may not be, and no enum has a value without a name.</summary>
internal static class Whole
{
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, bool MayBeNull)[]> Properties = new();

    public static void Require(object value)
    {
        switch (value)
        {
            case string:
                break;
            case Enum name:
                Broken.Unless(Enum.IsDefined(name.GetType(), name), $"a {name.GetType().Name} has a name");
                break;
            case IEnumerable items:
                foreach (var item in items)
                {
                    Broken.Unless(item is not null, "a list holds no null");
                    Require(item!);
                }

                break;
            default:
                if (value.GetType().Namespace!.StartsWith("FaunaFunctions", StringComparison.Ordinal))
                {
                    RequireProperties(value);
                }

                break;
        }
    }

    private static void RequireProperties(object value)
    {
        foreach (var (property, mayBeNull) in Properties.GetOrAdd(value.GetType(), Of))
        {
            var part = property.GetValue(value);
            Broken.Unless(part is not null || mayBeNull, $"{property.DeclaringType!.Name}.{property.Name} is not null");
            if (part is not null)
            {
                Require(part);
            }
        }
    }

    private static (PropertyInfo Property, bool MayBeNull)[] Of(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => (property, nullability.Create(property).ReadState != NullabilityState.NotNull))];
    }
}
