using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.Unicode;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Records;

/// <summary>What <see cref="Utf8Scan"/> says is what the framework's own, slower check says, wherever in a vector the bytes fall.</summary>
public sealed class Utf8ScanTests
{
    // Every byte at which a rule of the encoding begins or ends, and one beside it.
    private static readonly byte[] s_borders =
    [
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF,
    ];

    private delegate bool Check(ReadOnlySpan<byte> text);

    // Both ways, where the processor has both.
    private static IEnumerable<Check> Ways => Avx2.IsSupported ? [Utf8Scan.IsValid128, Utf8Scan.IsValid256] : [Utf8Scan.IsValid128];

    [Fact]
    public void Four_bytes_anywhere_are_judged_as_by_the_framework()
    {
        var text = Ascii(80);
        foreach (var a in s_borders)
        {
            foreach (var b in s_borders)
            {
                foreach (var c in s_borders)
                {
                    foreach (var d in s_borders)
                    {
                        // Across the border of a vector of either size.
                        (text[49], text[50], text[51], text[52]) = (a, b, c, d);
                        AssertAlike(text);
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_pair_of_bytes_is_judged_alike_at_every_place_and_at_the_end()
    {
        for (var length = 0; length <= 70; length++)
        {
            for (var at = 0; at + 2 <= length; at++)
            {
                var text = Ascii(length);
                foreach (var first in s_borders)
                {
                    foreach (var second in s_borders)
                    {
                        (text[at], text[at + 1]) = (first, second);
                        AssertAlike(text);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("𝄞")]
    public void A_character_is_good_whole_and_bad_in_part_wherever_it_stands(string character)
    {
        var bytes = Encoding.UTF8.GetBytes(character);
        for (var at = 0; at < 130; at++)
        {
            var whole = Ascii(at).Concat(bytes).ToArray();
            foreach (var text in new[] { whole, [.. whole, .. Ascii(1)], [.. whole, .. Ascii(70)] })
            {
                Assert.All(Ways, way => Assert.True(way(text)));
            }

            for (var missing = 1; missing < bytes.Length; missing++)
            {
                foreach (var text in new[] { whole[..^missing], [.. whole[..^missing], .. Ascii(1)], [.. whole[..^missing], .. Ascii(70)] })
                {
                    Assert.All(Ways, way => Assert.False(way(text)));
                }
            }
        }
    }

    [Theory]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("𝄞")]
    public void A_good_character_does_not_mend_the_byte_before_it_nor_behind_it(string character)
    {
        var bytes = Encoding.UTF8.GetBytes(character);
        for (var at = 0; at < 70; at++)
        {
            foreach (var stray in s_borders)
            {
                AssertAlike([.. Ascii(at), stray, .. bytes, .. Ascii(70)]);
                AssertAlike([.. Ascii(at), .. bytes, stray, .. Ascii(70)]);
            }
        }
    }

    [Fact]
    public void Every_character_there_is_is_good()
    {
        var text = new StringBuilder("{\"a");
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.TryCreate(value, out var rune))
            {
                text.Append(rune.ToString());
            }
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Assert.All(Ways, way => Assert.True(way(bytes)));
        Assert.True(Utf8Scan.IsValid(bytes));
    }

    private static byte[] Ascii(int length) => [.. Enumerable.Repeat((byte)'a', length)];

    private static void AssertAlike(byte[] text)
    {
        var expected = Utf8.IsValid(text);
        foreach (var way in Ways)
        {
            if (way(text) != expected)
            {
                Assert.Fail($"{way.Method.Name} says {!expected} of {Convert.ToHexString(text)}.");
            }
        }
    }
}
