using System.Runtime.InteropServices;

namespace FaunaFunctions.Core.Records;

/// <summary>Finds the way about the fields of a v10 object.</summary>
internal static class V10Fields
{
    /// <summary>The first key, as it stands between its quotes; empty where there is none.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="at">Behind the object's brace.</param>
    /// <param name="behind">Behind the key.</param>
    public static ReadOnlySpan<byte> FirstKey(ReadOnlySpan<byte> page, nint at, out nint behind)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        at = behind = JsonScan.SkipSpace(ref json, at, end);
        if (at >= end || page[(int)at] != (byte)'"')
        {
            return default;
        }

        behind = JsonScan.StringEnd(ref json, at + 1, end);
        return page[(int)(at + 1)..(int)(behind - 1)];
    }

    /// <summary>Behind the inner brace of an object whose keys may start with <c>@</c>; for any other object nothing moves.</summary>
    public static nint OpenWrapped(ReadOnlySpan<byte> page, nint at, ref bool isWrapped)
    {
        if (!JsonText.Says(FirstKey(page, at, out var behind), V10TaggedValues.Wrapper))
        {
            return at;
        }

        isWrapped = true;
        ref var json = ref MemoryMarshal.GetReference(page);
        at = JsonScan.Expect(ref json, behind, page.Length, (byte)':', "':'");
        return JsonScan.Expect(ref json, at, page.Length, (byte)'{', "the object within its wrapper");
    }

    /// <summary>Whether an object has a field.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="at">Behind the object's brace.</param>
    /// <param name="name">The name as it stands between quotes, there or elsewhere.</param>
    /// <param name="values">Reads over the values.</param>
    public static bool Contains(ReadOnlySpan<byte> page, nint at, ReadOnlySpan<byte> name, V10TaggedValues values)
    {
        ref var json = ref MemoryMarshal.GetReference(page);
        nint end = page.Length;
        while (true)
        {
            at = JsonScan.SkipSpace(ref json, at, end);
            var key = FirstKey(page, at, out var behind);
            if (behind == at)
            {
                return false;
            }

            if (JsonText.Same(name, key))
            {
                return true;
            }

            at = JsonScan.Expect(ref json, behind, end, (byte)':', "':'");
            at = JsonScan.SkipSpace(ref json, values.Skip(page, JsonScan.SkipSpace(ref json, at, end)), end);
            if (page[(int)at] != (byte)',')
            {
                return false;
            }

            at++;
        }
    }
}
