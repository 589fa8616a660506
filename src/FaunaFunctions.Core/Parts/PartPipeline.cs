using System.Diagnostics;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// Takes a part's chunks in order, deflates several at once on the thread pool, and appends them in order to the upload:
/// what is stored depends on the chunks alone, never on timing.
/// </summary>
internal sealed class PartPipeline : IAsyncDisposable
{
    private readonly IPartUpload _upload;
    private readonly Compression _compression;
    private readonly CompressionLevel _level;
    private readonly SemaphoreSlim _room;
    private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 _crc = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Task _appending;
    private volatile ExceptionDispatchInfo? _failure;
    private long _uncompressed;
    private bool _disposed;

    /// <param name="upload">Receives the bytes; stays the caller's.</param>
    /// <param name="compression">How.</param>
    /// <param name="level">How hard.</param>
    /// <param name="chunks">The most chunks in flight, deflating or waiting to be appended.</param>
    public PartPipeline(IPartUpload upload, Compression compression, CompressionLevel level, int chunks)
    {
        _upload = upload;
        _compression = compression;
        _level = level;
        _room = new SemaphoreSlim(chunks);
        _appending = AppendAllAsync();
    }

    /// <summary>Bytes appended; final once <see cref="FinishAsync"/> has returned.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes the chunk if there is room now. It is the pipeline's from then on.</summary>
    /// <exception cref="StorageUnavailable">An earlier chunk could not be stored.</exception>
    public bool TryAdd(Chunk chunk)
    {
        _failure?.Throw();
        if (!_room.Wait(0, CancellationToken.None))
        {
            return false;
        }

        Dispatch(chunk);
        return true;
    }

    /// <summary>Takes the chunk as soon as there is room. It is the pipeline's from then on, but not when this throws.</summary>
    /// <exception cref="StorageUnavailable">An earlier chunk could not be stored.</exception>
    public async ValueTask AddAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        if (_failure is { } failure)
        {
            _room.Release();
            failure.Throw();
        }

        Dispatch(chunk);
    }

    /// <summary>Waits until everything is appended, the end of the format included, and answers the SHA-256 of the stored bytes in lower-case hex.</summary>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        _steps.Writer.TryComplete();
        await using (cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _abandon))
        {
            await _appending;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _failure?.Throw();
        return Convert.ToHexStringLower(_sha256.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _steps.Writer.TryComplete();
        await _abandon.CancelAsync();
        await _appending;
        _sha256.Dispose();
        _abandon.Dispose();
        _room.Dispose();
    }

    private void Dispatch(Chunk chunk)
    {
        var stored = _compression == Compression.Gzip
            ? Task.Run(() => GzipFrame.Deflate(chunk, _level), CancellationToken.None)
            : Task.FromResult(chunk);
        var added = _steps.Writer.TryWrite(new Step(chunk, stored));
        Debug.Assert(added, "Chunks are added by one caller, before the end.");
    }

    /// <summary>Never fails: what goes wrong is kept for the writer, and later chunks are only given back, so that nobody waits for room for ever.</summary>
    private async Task AppendAllAsync()
    {
        // Whoever adds chunks must not be made to append them.
        await Task.Yield();
        await GuardAsync(() => _compression == Compression.Gzip ? AppendAsync(GzipFrame.Header(_level)) : ValueTask.CompletedTask);
        await foreach (var step in _steps.Reader.ReadAllAsync(CancellationToken.None))
        {
            await GuardAsync(() => AppendAsync(step));
            step.Raw.Dispose();
            _room.Release();
        }

        await GuardAsync(() => _compression == Compression.Gzip
            ? AppendAsync(GzipFrame.Trailer(_crc.GetCurrentHashAsUInt32(), _uncompressed))
            : ValueTask.CompletedTask);
    }

    private async ValueTask GuardAsync(Func<ValueTask> append)
    {
        try
        {
            await append();
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private async ValueTask AppendAsync(Step step)
    {
        var stored = await step.Stored;
        try
        {
            if (_failure is null)
            {
                if (_compression == Compression.Gzip)
                {
                    _crc.Append(step.Raw.Span);
                    _uncompressed += step.Raw.Length;
                }

                await AppendAsync(stored.Memory);
            }
        }
        finally
        {
            stored.Dispose();
        }
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_failure is null)
        {
            _sha256.AppendData(bytes.Span);
            await _upload.WriteAsync(bytes, _abandon.Token);
            Bytes += bytes.Length;
        }
    }

    /// <param name="Raw">NDJSON.</param>
    /// <param name="Stored">What is stored for it; the same chunk when there is no compression.</param>
    private readonly record struct Step(Chunk Raw, Task<Chunk> Stored);
}
