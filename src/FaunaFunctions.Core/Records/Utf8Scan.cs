using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Unicode;

namespace FaunaFunctions.Core.Records;

/// <summary>Whether an answer is UTF-8, a vector at a time.</summary>
/// <remarks>
/// <see cref="Utf8.IsValid"/> is as fast only up to the first character beyond ASCII: behind it, it goes on byte by byte, and takes a third of the time that converting
/// the documents takes. The way here is that of Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte" (2021): every error of the encoding shows
/// in two bytes that follow each other, but for the number of bytes of a character, which the bytes two and three before tell.
/// </remarks>
internal static class Utf8Scan
{
    // A byte is looked at together with the three before it.
    private const int Reach = 3;

    // What is wrong with two bytes, a bit each. The first byte's high and low half and the second's high half tell what it may be; what all three tell, it is.
    private const byte TooShort = 1 << 0;
    private const byte TooLong = 1 << 1;
    private const byte Overlong3 = 1 << 2;
    private const byte TooLarge = 1 << 3;
    private const byte Surrogate = 1 << 4;
    private const byte Overlong2 = 1 << 5;
    private const byte TooLarge1000 = 1 << 6;
    private const byte Overlong4 = 1 << 6;
    private const byte TwoContinuations = 1 << 7;
    private const byte Always = TooShort | TooLong | TwoContinuations;
    private const byte Beyond = Always | TooLarge | TooLarge1000;

    // Subtracted with saturation, they leave the highest bit to a byte that starts three bytes or more, and four.
    private const byte BelowThree = 0xE0 - 0x80;
    private const byte BelowFour = 0xF0 - 0x80;

    private static ReadOnlySpan<byte> FirstHigh =>
    [
        TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong, TooLong,
        TwoContinuations, TwoContinuations, TwoContinuations, TwoContinuations,
        TooShort | Overlong2, TooShort, TooShort | Overlong3 | Surrogate, TooShort | TooLarge | TooLarge1000 | Overlong4,
    ];

    private static ReadOnlySpan<byte> FirstLow =>
    [
        Always | Overlong2 | Overlong3 | Overlong4, Always | Overlong2, Always, Always,
        Always | TooLarge, Beyond, Beyond, Beyond,
        Beyond, Beyond, Beyond, Beyond,
        Beyond, Beyond | Surrogate, Beyond, Beyond,
    ];

    private static ReadOnlySpan<byte> SecondHigh =>
    [
        TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort, TooShort,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge1000 | Overlong4,
        TooLong | Overlong2 | TwoContinuations | Overlong3 | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooLong | Overlong2 | TwoContinuations | Surrogate | TooLarge,
        TooShort, TooShort, TooShort, TooShort,
    ];

    /// <summary>Whether all of it is well-formed UTF-8, as <see cref="Utf8.IsValid"/> says.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) =>
        Avx2.IsSupported ? IsValid256(text) : Vector128.IsHardwareAccelerated ? IsValid128(text) : Utf8.IsValid(text);

    /// <summary>The same with vectors of 32 bytes, where the processor has AVX2.</summary>
    internal static bool IsValid256(ReadOnlySpan<byte> text)
    {
        if (!StartsPlainly(text, Vector256<byte>.Count))
        {
            return Utf8.IsValid(text);
        }

        // Tables of the loop stay in registers only as locals.
        var firstHigh = Vector256.Create(Vector128.Create(FirstHigh), Vector128.Create(FirstHigh));
        var firstLow = Vector256.Create(Vector128.Create(FirstLow), Vector128.Create(FirstLow));
        var secondHigh = Vector256.Create(Vector128.Create(SecondHigh), Vector128.Create(SecondHigh));
        var low = Vector256.Create((byte)0x0F);
        var errors = Vector256<byte>.Zero;
        ref var start = ref MemoryMarshal.GetReference(text);
        var last = (nuint)(text.Length - Vector256<byte>.Count);
        for (nuint at = Reach; ; at = nuint.Min(at + (nuint)Vector256<byte>.Count, last))
        {
            var here = Vector256.LoadUnsafe(ref start, at);
            var before = Vector256.LoadUnsafe(ref start, at - 1);
            var pairs = Avx2.Shuffle(firstHigh, (before.AsUInt16() >>> 4).AsByte() & low)
                & Avx2.Shuffle(firstLow, before & low)
                & Avx2.Shuffle(secondHigh, (here.AsUInt16() >>> 4).AsByte() & low);
            var third = Vector256.SubtractSaturate(Vector256.LoadUnsafe(ref start, at - 2), Vector256.Create(BelowThree));
            var fourth = Vector256.SubtractSaturate(Vector256.LoadUnsafe(ref start, at - 3), Vector256.Create(BelowFour));
            errors |= pairs ^ ((third | fourth) & Vector256.Create(TwoContinuations));
            if (at == last)
            {
                return errors == Vector256<byte>.Zero && !IsUnfinished(text);
            }
        }
    }

    /// <summary>The same with vectors of 16 bytes, on any processor that has them.</summary>
    internal static bool IsValid128(ReadOnlySpan<byte> text)
    {
        if (!StartsPlainly(text, Vector128<byte>.Count))
        {
            return Utf8.IsValid(text);
        }

        var firstHigh = Vector128.Create(FirstHigh);
        var firstLow = Vector128.Create(FirstLow);
        var secondHigh = Vector128.Create(SecondHigh);
        var low = Vector128.Create((byte)0x0F);
        var errors = Vector128<byte>.Zero;
        ref var start = ref MemoryMarshal.GetReference(text);
        var last = (nuint)(text.Length - Vector128<byte>.Count);
        for (nuint at = Reach; ; at = nuint.Min(at + (nuint)Vector128<byte>.Count, last))
        {
            var here = Vector128.LoadUnsafe(ref start, at);
            var before = Vector128.LoadUnsafe(ref start, at - 1);
            var pairs = Vector128.ShuffleNative(firstHigh, (before.AsUInt16() >>> 4).AsByte() & low)
                & Vector128.ShuffleNative(firstLow, before & low)
                & Vector128.ShuffleNative(secondHigh, (here.AsUInt16() >>> 4).AsByte() & low);
            var third = Vector128.SubtractSaturate(Vector128.LoadUnsafe(ref start, at - 2), Vector128.Create(BelowThree));
            var fourth = Vector128.SubtractSaturate(Vector128.LoadUnsafe(ref start, at - 3), Vector128.Create(BelowFour));
            errors |= pairs ^ ((third | fourth) & Vector128.Create(TwoContinuations));
            if (at == last)
            {
                return errors == Vector128<byte>.Zero && !IsUnfinished(text);
            }
        }
    }

    // JSON starts with ASCII, so that there is nothing to look at before the first vector; whatever does not is no page of documents.
    private static bool StartsPlainly(ReadOnlySpan<byte> text, int vector) =>
        text.Length >= Reach + vector && ((text[0] | text[1] | text[2]) & 0x80) == 0;

    // Whether a character starts in the last three bytes that wants more of them.
    private static bool IsUnfinished(ReadOnlySpan<byte> text) => text[^1] >= 0xC0 || text[^2] >= 0xE0 || text[^3] >= 0xF0;
}
