using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Azure.Cursors;
using FaunaFunctions.Azure.Parts;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Azure.Connections;

/// <summary>The stores of an app, on one pool of connections. Opening asks the services nothing.</summary>
public sealed class AzureStorage : IDisposable
{
    private readonly StorageTransport _transport;
    private readonly BlobContainerClient _container;
    private readonly TableClient _table;
    private readonly QueueClient? _queue;
    private readonly StorageContinuationQueue? _continuations;

    private AzureStorage(AzureStorageSettings settings, TimeProvider time, ILoggerFactory loggers, StorageTuning tuning)
    {
        _transport = new StorageTransport(tuning);
        _container = settings.Exports.Blobs(_transport.Apply(new BlobClientOptions())).GetBlobContainerClient(settings.Container);
        _table = settings.Exports.Tables(_transport.Apply(new TableClientOptions())).GetTableClient(settings.Table);
        Parts = new BlobPartStore(_container);
        Cursors = new TableCursorStore(_table, _container, time, loggers.CreateLogger<TableCursorStore>(), tuning);
        if (settings.Host is { } host)
        {
            _queue = host.Queues(_transport.Apply(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None })).GetQueueClient(settings.Queue);
            _continuations = new StorageContinuationQueue(_queue);
        }
    }

    /// <summary>Parts and manifests, in the container.</summary>
    public IPartStore Parts { get; }

    /// <summary>Cursors and history, in the table; claims, on blobs of the container.</summary>
    public ICursorStore Cursors { get; }

    /// <summary>The queue that the Functions host polls.</summary>
    /// <exception cref="InvalidOperationException">The settings were read without it.</exception>
    public IContinuationQueue Continuations => _continuations ?? throw new InvalidOperationException("The storage settings were read without a queue.");

    /// <summary>Where it is, for people: account, container and table.</summary>
    public string Description => $"{StoragePlace.Of(_container)}, {StoragePlace.Of(_table)}";

    /// <summary>Opens the stores.</summary>
    /// <param name="settings">Where they are.</param>
    /// <param name="time">Clock for leases and history.</param>
    /// <param name="loggers">Hear of trouble that does not end a run.</param>
    /// <param name="tuning">How long storage is waited for; null for the defaults.</param>
    public static AzureStorage Open(AzureStorageSettings settings, TimeProvider time, ILoggerFactory loggers, StorageTuning? tuning = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new AzureStorage(settings, time, loggers, tuning ?? StorageTuning.Default);
    }

    /// <summary>
    /// Makes the container, the table and the queue that are not there yet. For a start, never for a run: one that is deleted under a run must be an error.
    /// An identity that may not make them is no error: they may be there all the same.
    /// </summary>
    /// <exception cref="StorageUnavailable">The storage refused, or cannot be reached.</exception>
    public async Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        var container = EnsureAsync(StoragePlace.Of(_container), () => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken), cancellationToken);
        var table = EnsureAsync(StoragePlace.Of(_table), () => CreateTableAsync(cancellationToken), cancellationToken);
        var queue = _queue is { } client
            ? EnsureAsync(StoragePlace.Of(client), () => client.CreateIfNotExistsAsync(cancellationToken: cancellationToken), cancellationToken)
            : Task.CompletedTask;
        await Task.WhenAll(container, table, queue);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    // The client's own CreateIfNotExists needs reflection to serialize, which an ahead-of-time compiled program does not have.
    private async Task CreateTableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _table.CreateAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e is { Status: 409, ErrorCode: "TableAlreadyExists" })
        {
        }
    }

    private static Task EnsureAsync(StoragePlace place, Func<Task> create, CancellationToken cancellationToken) =>
        StorageFault.GuardAsync("look for, or make", place, () => CreateAsync(create), cancellationToken);

    private static async Task CreateAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (RequestFailedException refused) when (refused is { Status: 403, ErrorCode: "AuthorizationPermissionMismatch" })
        {
            // A role on the container, table or queue alone is no leave to make one, whether or not it is there. If it is not, or if the role
            // is missing there too, the first call that needs it says so.
        }
    }
}
