using System.Buffers;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// A run of whole records, or bytes made from them, in one pooled array. Contiguous, so that what a codec makes of it depends on its
/// content alone, not on how it was written.
/// </summary>
internal sealed class Chunk : IBufferWriter<byte>, IDisposable
{
    // Chunks are filled on one thread and given back on another. The shared pool keeps an array per thread that ever gave one back:
    // on a busy thread pool, many times what is in use.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(maxArrayLength: 8 * 1024 * 1024, maxArraysPerBucket: 16);

    private byte[] _array;

    public Chunk(int capacity)
    {
        _array = Pool.Rent(capacity);
    }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - Length);
        Length += count;
    }

    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Dispose()
    {
        var array = Interlocked.Exchange(ref _array, []);
        Length = 0;
        if (array.Length > 0)
        {
            Pool.Return(array);
        }
    }

    private void EnsureRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_array.Length - Length < Math.Max(sizeHint, 1))
        {
            Grow(sizeHint);
        }
    }

    private void Grow(int sizeHint)
    {
        var wanted = Math.Max((long)_array.Length * 2, (long)Length + Math.Max(sizeHint, 1));
        var larger = Pool.Rent(checked((int)Math.Min(wanted, Math.Max(Array.MaxLength, (long)Length + sizeHint))));
        Span.CopyTo(larger);
        Pool.Return(_array);
        _array = larger;
    }
}
