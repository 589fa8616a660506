using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace FaunaFunctions.Azure.Connections;

/// <summary>A storage account and how to sign in there: by connection string, or by an identity. Prints as the app setting it was read from.</summary>
public sealed class StorageConnection
{
    private readonly string? _connectionString;
    private readonly Uri? _blobs;
    private readonly Uri? _tables;
    private readonly Uri? _queues;
    private readonly TokenCredential? _credential;

    private StorageConnection(string prefix, string? connectionString, Uri? blobs, Uri? tables, Uri? queues, TokenCredential? credential)
    {
        Prefix = prefix;
        _connectionString = connectionString;
        _blobs = blobs;
        _tables = tables;
        _queues = queues;
        _credential = credential;
    }

    /// <summary>The app setting, or the prefix of the app settings, that it was read from.</summary>
    public string Prefix { get; }

    /// <summary>Whether it signs in with an identity, and not with a key or a SAS.</summary>
    public bool UsesIdentity => _credential is not null;

    /// <inheritdoc/>
    public override string ToString() => Prefix;

    internal static StorageConnection OfConnectionString(string prefix, string connectionString) =>
        new(prefix, connectionString, null, null, null, null);

    /// <param name="prefix">Where it was read from.</param>
    /// <param name="services">Endpoints by service; those that are needed.</param>
    /// <param name="managed">The app's managed identity and nothing else; else whatever signs a developer in.</param>
    /// <param name="clientId">Of a user-assigned identity; null for the system-assigned one.</param>
    internal static StorageConnection OfIdentity(string prefix, IReadOnlyDictionary<StorageServices, Uri> services, bool managed, string? clientId) =>
        new(
            prefix,
            null,
            services.GetValueOrDefault(StorageServices.Blobs),
            services.GetValueOrDefault(StorageServices.Tables),
            services.GetValueOrDefault(StorageServices.Queues),
            managed
                ? new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId))
                : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId }));

    internal BlobServiceClient Blobs(BlobClientOptions? options) =>
        _connectionString is null ? new BlobServiceClient(_blobs, _credential, options) : new BlobServiceClient(_connectionString, options);

    internal TableServiceClient Tables(TableClientOptions? options) =>
        _connectionString is null ? new TableServiceClient(_tables, _credential, options) : new TableServiceClient(_connectionString, options);

    internal QueueServiceClient Queues(QueueClientOptions? options) =>
        _connectionString is null ? new QueueServiceClient(_queues, _credential, options) : new QueueServiceClient(_connectionString, options);
}
