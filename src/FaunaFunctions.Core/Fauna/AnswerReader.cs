using System.Buffers;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// Reads an answer into one buffer, at once and to its end without a pause: a server cuts off what is not read for five seconds.
/// </summary>
/// <param name="buffers">Where to.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerReader(AnswerBuffers buffers, FaunaTransportOptions options, TimeProvider time)
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <param name="content">The answer, its headers read.</param>
    /// <param name="limit">The most bytes to accept.</param>
    /// <param name="idle">Cancelled when no byte comes for too long; pushed back at every read.</param>
    /// <param name="cancellationToken">Cancelled by <paramref name="idle"/> and by the caller.</param>
    /// <exception cref="AnswerTooLarge">It is longer than <paramref name="limit"/>.</exception>
    /// <exception cref="AnswerTooSlow">It trickles in.</exception>
    /// <exception cref="AnswerCut">It ended before its announced length, or the connection broke.</exception>
    public async Task<FaunaAnswer> ReadAsync(
        HttpContent content, int limit, CancellationTokenSource idle, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > limit)
        {
            throw new AnswerTooLarge(announced.Value, limit);
        }

        var owner = buffers.Rent((int)(announced ?? Math.Min(FirstBuffer, limit)));
        var length = 0;
        var started = time.GetTimestamp();
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (announced is null || length < announced)
            {
                if (time.GetElapsedTime(started) > options.LongestAnswer)
                {
                    throw new AnswerTooSlow(length);
                }

                idle.CancelAfter(options.IdleReadTimeout);
                if (length == owner.Memory.Length)
                {
                    owner = Grow(owner, length, limit);
                }

                var room = announced is { } total ? owner.Memory[length..(int)total] : owner.Memory[length..];
                var read = await stream.ReadAsync(room, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                length += read;
                if (length > limit)
                {
                    throw new AnswerTooLarge(length, limit);
                }
            }

            if (announced is { } expected && length != expected)
            {
                throw new AnswerCut(length, expected, null);
            }

            return new FaunaAnswer(owner, length);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            owner.Dispose();
            throw new AnswerCut(length, announced, e);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    private IMemoryOwner<byte> Grow(IMemoryOwner<byte> full, int length, int limit)
    {
        var larger = buffers.Rent((int)Math.Min(limit + 1L, length * 2L));
        full.Memory.Span[..length].CopyTo(larger.Memory.Span);
        full.Dispose();
        return larger;
    }
}

/// <summary>An answer that is longer than accepted.</summary>
internal sealed class AnswerTooLarge(long bytes, int limit) : Exception
{
    public long Bytes { get; } = bytes;

    public int Limit { get; } = limit;
}

/// <summary>An answer that ended too early.</summary>
internal sealed class AnswerCut(long received, long? announced, Exception? inner) : Exception(null, inner)
{
    public long Received { get; } = received;

    public long? Announced { get; } = announced;
}

/// <summary>An answer that was still not whole when it should long have been.</summary>
internal sealed class AnswerTooSlow(long received) : Exception
{
    public long Received { get; } = received;
}
