using CsCheck;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Tests.Engine;

public sealed class ValueTests
{
    [Fact]
    public void Strings_are_ordered_as_a_server_was_seen_to_order_them()
    {
        string[] expected = ["", "_", "-", "10", "9", "a", "A", "a b", "a-b", "aa", "ab", "b", "B", "é", "m", "ss", "ß", "z"];

        var sorted = expected.Reverse().OrderBy(s => s, Comparer<string>.Create(Collation.Compare));

        Assert.Equal(expected, sorted);
    }

    [Fact]
    public void The_order_of_strings_is_total() =>
        Gen.Select(Gen.String, Gen.String).Sample((a, b) =>
        {
            Assert.Equal(Math.Sign(Collation.Compare(a, b)), -Math.Sign(Collation.Compare(b, a)));
            Assert.Equal(a == b, Collation.Compare(a, b) == 0);
        });

    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(9999999, "9999999.0")]
    [InlineData(12345678.9, "1.23456789E7")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "1.0E-4")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.MaxValue, "1.7976931348623157E308")]
    [InlineData(double.Epsilon, "4.9E-324")]
    [InlineData(-2.5e-8, "-2.5E-8")]
    public void Doubles_are_printed_as_the_server_prints_them(double value, string expected) => Assert.Equal(expected, DoubleText.Format(value));

    [Fact]
    public void Every_double_reads_back_from_its_text() =>
        Gen.Double.Where(double.IsFinite).Sample(d => Assert.Equal(d, double.Parse(DoubleText.Format(d), System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_time_reads_back_from_its_text() =>
        Gen.Select(Gen.Long[-31557014167219200, 31556889864403199], Gen.Int[0, 999_999_999]).Sample((seconds, nanos) =>
        {
            var read = TimeValue.Parse(new TimeValue(seconds, nanos).ToString())!;
            Assert.Equal((seconds, nanos), (read.Seconds, read.Nanos));
        });

    [Theory]
    [InlineData("2023-11-14T22:13:20+02:00", "2023-11-14T20:13:20Z")]
    [InlineData("2023-11-14T22:13:20+0200", "2023-11-14T20:13:20Z")]
    [InlineData("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z")]
    [InlineData("-999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z")]
    [InlineData("+10000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z")]
    [InlineData("99999-01-01T00:00:00Z", null)]
    [InlineData("2023-11-14T22:13:20", null)]
    [InlineData("2023-02-29T00:00:00Z", null)]
    [InlineData("2023-01-01T00:00:00.0123456789Z", null)]
    public void Times_are_read_as_the_server_reads_them(string text, string? expected) => Assert.Equal(expected, TimeValue.Parse(text)?.ToString());
}
