using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// Wire JSON that cannot be read, before it is known whose it is: the record writer catches it and adds the document's id.
/// </summary>
internal sealed class WireInvalid(string what, long offset) : Exception(what)
{
    /// <summary>Byte of the answer at which reading stopped.</summary>
    public long Offset { get; } = offset;

    /// <summary>The same, said of a document.</summary>
    /// <param name="id">Its id; null when it could not be read.</param>
    public RecordInvalid Of(long? id) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(id is { } known ? $"Document {known}" : "A document whose id could not be read")} cannot be exported: {Message} (byte {Offset} of the answer)."),
        id,
        this);

    [DoesNotReturn]
    public static void Throw(string what, nint at) => throw new WireInvalid(what, at);

    [DoesNotReturn]
    public static void ThrowTruncated(nint at) => throw new WireInvalid("it is cut short", at);

    /// <summary>Says what stands at <paramref name="at"/> instead of <paramref name="expected"/>, or that the answer ends there.</summary>
    [DoesNotReturn]
    public static void ThrowUnexpected(ref byte json, nint at, nint end, string expected)
    {
        if (at >= end)
        {
            ThrowTruncated(end);
        }

        var found = System.Runtime.CompilerServices.Unsafe.Add(ref json, at);
        Throw(found is > (byte)' ' and < 0x7F
            ? $"'{(char)found}' stands where {expected} was expected"
            : $"byte 0x{found:X2} stands where {expected} was expected", at);
    }
}
