using System.Buffers;
using System.Numerics;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// Buffers for whole answers, from a few hundred bytes to hundreds of megabytes. The shared array pool rounds up to powers of two and keeps
/// what it once had; here a large buffer is at most an eighth larger than asked for, and what lies idle is bounded.
/// </summary>
/// <param name="maxBytes">
/// Bytes of buffers, in use or idle, beyond which idle ones are let go; but a quarter of it may always lie idle. At least as many as are in flight
/// at once: then a run makes its buffers once, and leaves no large garbage to a collector that is slow to see it.
/// </param>
internal sealed class AnswerBuffers(long maxBytes = AnswerBuffers.DefaultBytes)
{
    public const long DefaultBytes = 64 * 1024 * 1024;
    private const int Granularity = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _idle = [];
    private long _idleBytes;
    private long _usedBytes;

    /// <summary>Bytes of all buffers that nobody uses at present.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_gate)
            {
                return _idleBytes;
            }
        }
    }

    /// <summary>A buffer of at least <paramref name="size"/> bytes, its content undefined. Disposing it gives it back.</summary>
    public IMemoryOwner<byte> Rent(int size)
    {
        var wanted = RoundUp(size);
        lock (_gate)
        {
            var best = -1;
            for (var i = 0; i < _idle.Count; i++)
            {
                var length = _idle[i].Length;
                if (length >= size && length - wanted <= wanted / 2 && (best < 0 || length < _idle[best].Length))
                {
                    best = i;
                }
            }

            if (best >= 0)
            {
                var found = _idle[best];
                _idle.RemoveAt(best);
                _idleBytes -= found.Length;
                _usedBytes += found.Length;
                return new Owner(this, found);
            }

            _usedBytes += wanted;
        }

        return new Owner(this, GC.AllocateUninitializedArray<byte>(wanted));
    }

    private static int RoundUp(int size)
    {
        var step = Math.Max(Granularity, (int)(BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, 1)) / 16));
        return (int)Math.Min((((long)size + step - 1) / step) * step, Array.MaxLength);
    }

    private void GiveBack(byte[] array)
    {
        lock (_gate)
        {
            _usedBytes -= array.Length;
            var mostIdle = Math.Max(maxBytes / 4, maxBytes - _usedBytes);
            if (array.Length > mostIdle)
            {
                return;
            }

            _idle.Add(array);
            _idleBytes += array.Length;
            while (_idleBytes > mostIdle)
            {
                // The longest idle goes: its size has not been asked for of late.
                _idleBytes -= _idle[0].Length;
                _idle.RemoveAt(0);
            }
        }
    }

    private sealed class Owner(AnswerBuffers pool, byte[] array) : IMemoryOwner<byte>
    {
        private byte[]? _array = array;

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(AnswerBuffers));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array)
            {
                pool.GiveBack(array);
            }
        }
    }
}
