using System.Globalization;
using System.Text;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// A claim on an export: a locked file, freed by the system however its process ends. Who holds it stands in a file beside it,
/// for a locked file cannot be read everywhere; it is only for the message.
/// </summary>
internal sealed class FolderLease : IExportLease
{
    private readonly FolderLock _lock;
    private readonly string _holder;

    private FolderLease(FolderLock taken, string holder)
    {
        _lock = taken;
        _holder = holder;
    }

    /// <summary>Never cancelled: nobody can take a file lock away.</summary>
    public CancellationToken Lost => CancellationToken.None;

    /// <param name="export">The export's name.</param>
    /// <param name="folder">Its folder of state, which exists.</param>
    /// <param name="time">For the holder's note.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ExportBusy">Somebody holds it.</exception>
    public static async Task<FolderLease> AcquireAsync(string export, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var holder = Path.Combine(folder, ".lease-holder");
        if (FolderLock.TryTake(Path.Combine(folder, ".lease")) is not { } taken)
        {
            throw new ExportBusy(export, await ReadHolderAsync(holder, cancellationToken));
        }

        try
        {
            var note = string.Create(CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}");
            await DurableFile.ReplaceAsync(holder, holder + ".tmp", Encoding.UTF8.GetBytes(note), cancellationToken);
            return new FolderLease(taken, holder);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        DurableFile.TryDelete(_holder);
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string?> ReadHolderAsync(string holder, CancellationToken cancellationToken)
    {
        try
        {
            return await DurableFile.ReadAsync(holder, cancellationToken) is { } note ? Encoding.UTF8.GetString(note) : null;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            return null;
        }
    }
}
