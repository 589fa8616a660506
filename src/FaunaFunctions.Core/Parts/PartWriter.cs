using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts;

/// <summary>
/// One part being written, record by record: <c>write the record's bytes, EndRecord, now and then FlushAsync</c>, and at the end CommitAsync.
/// Disposing it without a commit leaves nothing behind. Not thread-safe.
/// </summary>
/// <remarks>
/// Records are gathered into chunks, cut behind the record that brings one to <see cref="ChunkSize"/> bytes; each chunk is compressed by itself.
/// So the stored bytes follow from the records alone: not from timing, and not from how writes and flushes fell.
/// </remarks>
internal sealed class PartWriter : IBufferWriter<byte>, IAsyncDisposable
{
    /// <summary>Bytes of NDJSON behind which a chunk is cut at the record's end. Part of the format: another value gives other bytes.</summary>
    public const int ChunkSize = 1024 * 1024;

    /// <summary>Room for a chunk of usual records without growing; the pool's arrays have sizes of powers of two.</summary>
    private const int ChunkCapacity = 2 * ChunkSize;

    // As many as processors can deflate at once, and two for the way to the storage; four processors deflate more than any storage takes.
    private static readonly int MostChunks = Math.Min(Environment.ProcessorCount, 4) + 2;

    private readonly string _name;
    private readonly IPartUpload _upload;
    private readonly PartPipeline _pipeline;
    private readonly Queue<Chunk> _waiting = new();
    private Chunk _chunk = new(ChunkCapacity);
    private int _recordStart;
    private long _cutBytes;
    private DocumentKey? _first;
    private DocumentKey _last;
    private long _lowestTs = long.MaxValue;
    private long _highestTs = long.MinValue;
    private bool _committed;

    private PartWriter(string name, IPartUpload upload, PartPipeline pipeline)
    {
        _name = name;
        _upload = upload;
        _pipeline = pipeline;
    }

    /// <summary>Records so far, deletions included.</summary>
    public long Rows { get; private set; }

    /// <summary>Deletion records so far.</summary>
    public long Deletions { get; private set; }

    /// <summary>Documents of this part's stretch that expired while they were read: no rows, but counted with it. Set by the run.</summary>
    public long Expired { get; set; }

    /// <summary>Bytes of NDJSON of all ended records.</summary>
    public long UncompressedBytes => _cutBytes + _recordStart;

    /// <summary>Starts a part.</summary>
    /// <param name="store">Where.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="compression">How it is stored.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageUnavailable">The store refuses.</exception>
    public static Task<PartWriter> OpenAsync(IPartStore store, string name, Compression compression, CancellationToken cancellationToken) =>
        OpenAsync(store, name, compression, CompressionLevel.Fastest, MostChunks, cancellationToken);

    /// <summary>The same, with the compressor's level and the most chunks in flight.</summary>
    internal static async Task<PartWriter> OpenAsync(
        IPartStore store, string name, Compression compression, CompressionLevel level, int chunks, CancellationToken cancellationToken)
    {
        var upload = await store.BeginAsync(name, compression == Compression.Gzip ? "gzip" : null, cancellationToken);
        return new PartWriter(name, upload, new PartPipeline(upload, compression, level, chunks));
    }

    /// <inheritdoc/>
    public void Advance(int count) => _chunk.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _chunk.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _chunk.GetSpan(sizeHint);

    /// <summary>The bytes written since the last call are one record, its line feed included.</summary>
    /// <param name="key">The record's id and time.</param>
    /// <param name="deletion">Whether it is a deletion record.</param>
    /// <exception cref="StorageUnavailable">Earlier records could not be stored.</exception>
    public void EndRecord(DocumentKey key, bool deletion)
    {
        if (_chunk.Length == _recordStart || _chunk.Span[^1] != (byte)'\n')
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The record of document {key.Id} in {_name} does not end with a line feed."));
        }

        _recordStart = _chunk.Length;
        _first ??= key;
        _last = key;
        _lowestTs = Math.Min(_lowestTs, key.Ts);
        _highestTs = Math.Max(_highestTs, key.Ts);
        Rows++;
        Deletions += deletion ? 1 : 0;
        if (_chunk.Length >= ChunkSize)
        {
            Cut();
        }
    }

    /// <summary>Takes back the bytes written since the last <see cref="EndRecord"/>.</summary>
    public void DiscardRecord() => _chunk.Truncate(_recordStart);

    /// <summary>
    /// Waits while the compressor or the storage is behind. Completes at once when they are not, so it may be called behind every record;
    /// what is not flushed stays in memory.
    /// </summary>
    /// <exception cref="StorageUnavailable">Earlier records could not be stored.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken) =>
        _waiting.Count == 0 ? ValueTask.CompletedTask : FlushWaitingAsync(cancellationToken);

    /// <summary>Makes the part appear under its name, with its metadata. Only disposing may follow.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="number">The part's number in the run, from 1.</param>
    /// <param name="starts">The run's position before the part.</param>
    /// <param name="ends">The run's position behind the part.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PartExists">Something has that name already.</exception>
    /// <exception cref="StorageUnavailable">The store refuses.</exception>
    public async Task<PartInfo> CommitAsync(string run, int number, string starts, string ends, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_committed, this);
        if (_chunk.Length != _recordStart)
        {
            throw new InvalidOperationException($"{_name} was to be committed in the middle of a record.");
        }

        if (_chunk.Length > 0)
        {
            Cut();
        }

        await FlushAsync(cancellationToken);
        var sha256 = await _pipeline.FinishAsync(cancellationToken);
        var info = new PartInfo
        {
            Name = _name,
            Run = run,
            Number = number,
            Starts = starts,
            Ends = ends,
            Rows = Rows,
            Deletions = Deletions,
            Expired = Expired,
            Bytes = _pipeline.Bytes,
            UncompressedBytes = UncompressedBytes,
            Sha256 = sha256,
            FirstRef = _first?.Id.ToString(CultureInfo.InvariantCulture),
            LastRef = _first is null ? null : _last.Id.ToString(CultureInfo.InvariantCulture),
            LowestTs = _first is null ? null : _lowestTs,
            HighestTs = _first is null ? null : _highestTs,
        };
        await _upload.CommitAsync(info, cancellationToken);
        _committed = true;
        return info;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _upload.DisposeAsync();
        _chunk.Dispose();
        while (_waiting.TryDequeue(out var chunk))
        {
            chunk.Dispose();
        }
    }

    private void Cut()
    {
        var chunk = _chunk;
        _cutBytes += chunk.Length;
        _recordStart = 0;
        _chunk = new Chunk(ChunkCapacity);
        if (_waiting.Count > 0 || !_pipeline.TryAdd(chunk))
        {
            _waiting.Enqueue(chunk);
        }
    }

    private async ValueTask FlushWaitingAsync(CancellationToken cancellationToken)
    {
        while (_waiting.TryPeek(out var chunk))
        {
            await _pipeline.AddAsync(chunk, cancellationToken);
            _waiting.Dequeue();
        }
    }
}
