using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

public sealed class AnswerBuffersTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(1_048_577)]
    [InlineData(33_000_001)]
    public void A_buffer_holds_what_was_asked_for_and_little_more(int size)
    {
        using var buffer = new AnswerBuffers().Rent(size);

        Assert.InRange(buffer.Memory.Length, size, size + (size / 8) + 16 * 1024);
    }

    [Fact]
    public void Buffers_are_used_again_and_what_lies_idle_is_bounded()
    {
        var buffers = new AnswerBuffers(maxBytes: 1_000_000);
        var first = buffers.Rent(300_000);
        first.Memory.Span[0] = 77;
        first.Dispose();
        first.Dispose();

        using (var again = buffers.Rent(290_000))
        {
            Assert.Equal(77, again.Memory.Span[0]);
            Assert.Equal(0, buffers.IdleBytes);
        }

        var many = Enumerable.Range(0, 20).Select(_ => buffers.Rent(300_000)).ToList();
        many.ForEach(buffer => buffer.Dispose());
        buffers.Rent(5_000_000).Dispose();
        Assert.InRange(buffers.IdleBytes, 300_000, 1_000_000);
    }

    [Fact]
    public void A_buffer_in_use_leaves_less_room_for_idle_ones()
    {
        var buffers = new AnswerBuffers(maxBytes: 4_000_000);
        using var large = buffers.Rent(3_000_000);

        var many = Enumerable.Range(0, 20).Select(_ => buffers.Rent(300_000)).ToList();
        many.ForEach(buffer => buffer.Dispose());

        Assert.InRange(buffers.IdleBytes, 300_000, 1_000_000);
    }

    [Fact]
    public void A_small_answer_does_not_take_a_large_buffer()
    {
        var buffers = new AnswerBuffers();
        buffers.Rent(4_000_000).Dispose();

        using var small = buffers.Rent(1000);

        Assert.InRange(small.Memory.Length, 1000, 20_000);
    }

    [Fact]
    public void A_buffer_given_back_cannot_be_read()
    {
        var buffer = new AnswerBuffers().Rent(10);
        buffer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => buffer.Memory);
    }
}
