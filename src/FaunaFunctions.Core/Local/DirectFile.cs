using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// Appends to a new file past the page cache: a part is not read again soon, its commit waits for the disk in any case, and the copy into the cache costs more
/// than the conversion of its records. One block is on its way to the disk while the next is filled.
/// </summary>
/// <remarks>On file systems that refuse it (<c>EINVAL</c>) the blocks go through the cache. The file's own position stays where it was.</remarks>
internal sealed class DirectFile : IAsyncDisposable
{
    // Disks reach their speed with it, and a multiple of every sector's size.
    private const int BlockBytes = 1024 * 1024;
    private const int Alignment = 4096;
    private const int InvalidArgument = 22;

    // Memory that was not in use of late is slow at its first touch.
    private static readonly ConcurrentBag<Memory<byte>> s_blocks = [];

    private readonly SafeFileHandle _file;
    private Memory<byte> _filling = Rent();
    private Memory<byte> _writing;
    private Task _written = Task.CompletedTask;
    private int _filled;
    private long _offset;

    private DirectFile(SafeFileHandle file)
    {
        _file = file;
    }

    /// <summary>Begins at the start of a file; null when its file system, or this system, has no way past the cache.</summary>
    /// <param name="file">The open file, empty. It stays the caller's, and open until this is disposed.</param>
    public static DirectFile? TryBegin(SafeFileHandle file) => UnixFile.TrySetDirect(file, direct: true) ? new DirectFile(file) : null;

    /// <summary>Appends bytes. The memory may be reused once the call has returned.</summary>
    /// <exception cref="IOException">These or earlier bytes could not be written.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = Math.Min(bytes.Length, BlockBytes - _filled);
            bytes[..count].CopyTo(_filling[_filled..]);
            _filled += count;
            bytes = bytes[count..];
            if (_filled == BlockBytes)
            {
                await _written;
                (_writing, _filling) = (_filling, _writing.IsEmpty ? Rent() : _writing);
                _filled = 0;
                _written = WriteAsync(_writing, _offset);
                _offset += BlockBytes;
            }
        }
    }

    /// <summary>Waits until all is written. What does not fill a block goes through the cache.</summary>
    public async Task FinishAsync()
    {
        await _written;
        UnixFile.TrySetDirect(_file, direct: false);
        await RandomAccess.WriteAsync(_file, _filling[.._filled], _offset);
        _offset += _filled;
        _filled = 0;
    }

    /// <summary>Waits for what is on its way, whatever becomes of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Return(ref _filling);
        Return(ref _writing);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> block, long offset)
    {
        try
        {
            await RandomAccess.WriteAsync(_file, block, offset);
        }
        catch (IOException e) when (e.HResult == InvalidArgument && UnixFile.TrySetDirect(_file, direct: false))
        {
            await RandomAccess.WriteAsync(_file, block, offset);
        }
    }

    private static Memory<byte> Rent()
    {
        if (s_blocks.TryTake(out var block))
        {
            return block;
        }

        var array = GC.AllocateUninitializedArray<byte>(BlockBytes + Alignment, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        return array.AsMemory((int)(-address & (Alignment - 1)), BlockBytes);
    }

    private static void Return(ref Memory<byte> block)
    {
        if (!block.IsEmpty)
        {
            s_blocks.Add(block);
            block = default;
        }
    }
}
