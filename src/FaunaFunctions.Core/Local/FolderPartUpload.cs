using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Local;

/// <summary>A part under way in a folder: a temporary file until its commit.</summary>
/// <param name="part">The part's path.</param>
/// <param name="name">The part's name in the store.</param>
/// <param name="file">The temporary file, created for this upload.</param>
/// <param name="commitLock">The store's lock file.</param>
/// <param name="step">Told before each step of a commit that a kill could fall before; for tests.</param>
internal sealed class FolderPartUpload(string part, string name, FileStream file, string commitLock, Action<string>? step) : IPartUpload
{
    // The commit waits until the part is on the disk: begun only then, a large part would hold up the run for as long as all of it takes.
    private const int WritebackBytes = 2 * 1024 * 1024;

    private readonly DirectFile? _direct = DirectFile.TryBegin(file.SafeFileHandle);
    private string? _temporary = file.Name;
    private long _written;
    private long _started;
    private long _finished;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (_direct is not null)
            {
                await _direct.AppendAsync(bytes);
                return;
            }

            await file.WriteAsync(bytes, cancellationToken);
            _written += bytes.Length;
            if (_written - _started >= WritebackBytes)
            {
                UnixFile.StartWriteback(file.SafeFileHandle, _started, _written - _started);
                UnixFile.FinishWriteback(file.SafeFileHandle, _finished, _started - _finished);
                _finished = _started;
                _started = _written;
            }
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Describe(e, "write", part);
        }
    }

    public Task CommitAsync(PartInfo info, CancellationToken cancellationToken) =>
        StorageFault.GuardAsync("commit", part, async () =>
        {
            var temporary = _temporary ?? throw new ObjectDisposedException(part);
            if (info.Name != name)
            {
                throw new ArgumentException($"The metadata of {info.Name} was given to {name}.", nameof(info));
            }

            step?.Invoke("flush");
            if (_direct is not null)
            {
                await _direct.FinishAsync();
            }

            file.Flush(flushToDisk: true);
            using var committing = await FolderLock.TakeAsync(commitLock, cancellationToken);
            if (Path.Exists(part))
            {
                throw new PartExists(name);
            }

            step?.Invoke("metadata");
            await PartSidecar.WriteAsync(part, info, cancellationToken);

            if (_direct is not null)
            {
                await _direct.DisposeAsync();
            }

            // Closed only here: an open temporary file is one that no sweep takes, and a sweep waits for the commit's lock.
            await file.DisposeAsync();
            step?.Invoke("publish");
            if (!DurableFile.TryPublish(temporary, part))
            {
                throw new PartExists(name);
            }

            step?.Invoke("clean");
            _temporary = null;
            DurableFile.TryDelete(temporary);
        });

    /// <summary>Lets go of the file as the system does for a killed process; for tests of what a kill leaves.</summary>
    internal void Abandon() => file.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (_direct is not null)
        {
            await _direct.DisposeAsync();
        }

        try
        {
            await file.DisposeAsync();
        }
        catch (IOException)
        {
            // What could not be written was reported by the write; the file goes away here.
        }

        if (Interlocked.Exchange(ref _temporary, null) is { } temporary)
        {
            DurableFile.TryDelete(temporary);
        }
    }
}
