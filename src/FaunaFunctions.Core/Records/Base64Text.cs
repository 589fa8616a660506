using System.Buffers;

namespace FaunaFunctions.Core.Records;

/// <summary>Bytes as the server writes them, standard base64 with padding, and as a record holds them: base64url, padding kept.</summary>
internal static class Base64Text
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>Whether this is standard base64 in its one right form: whole groups, padding, no stray bits in the last digit.</summary>
    public static bool IsStandard(ReadOnlySpan<byte> text)
    {
        if (text.Length % 4 != 0)
        {
            return false;
        }

        if (text.IsEmpty)
        {
            return true;
        }

        var padding = text[^1] != (byte)'=' ? 0 : text[^2] != (byte)'=' ? 1 : 2;
        var digits = text[..^padding];
        return !digits.ContainsAnyExcept(Alphabet)
            && padding switch
            {
                1 => (Digit(digits[^1]) & 0b11) == 0,
                2 => (Digit(digits[^1]) & 0b1111) == 0,
                _ => true,
            };
    }

    /// <summary>Turns standard base64 into base64url where it stands.</summary>
    public static void ToUrlSafe(Span<byte> text)
    {
        text.Replace((byte)'+', (byte)'-');
        text.Replace((byte)'/', (byte)'_');
    }

    private static int Digit(byte symbol) => symbol switch
    {
        >= (byte)'a' => symbol - 'a' + 26,
        >= (byte)'A' => symbol - 'A',
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => symbol - '0' + 52,
    };
}
