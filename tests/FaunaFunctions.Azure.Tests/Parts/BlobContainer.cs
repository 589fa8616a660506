using System.Security.Cryptography;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using FaunaFunctions.Azure.Parts;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Parts;

/// <summary>One test's own container in Azurite, and stores on it.</summary>
internal sealed class BlobContainer
{
    private readonly string _connectionString;
    private readonly string _name;

    private BlobContainer(string connectionString, string name)
    {
        _connectionString = connectionString;
        _name = name;
        Client = new BlobContainerClient(connectionString, name);
    }

    /// <summary>The container, for looking at what is there.</summary>
    public BlobContainerClient Client { get; }

    /// <summary>Creates a container.</summary>
    public static async Task<BlobContainer> CreateAsync(AzuriteFixture azurite)
    {
        var container = Named(azurite);
        await container.Client.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }

    /// <summary>A container that is not there.</summary>
    public static BlobContainer Named(AzuriteFixture azurite) => new(azurite.ConnectionString, StorageNames.Unique().Container);

    /// <summary>A store on it.</summary>
    /// <param name="wire">Stands between the store and the storage; null for nothing.</param>
    /// <param name="blockSize">Bytes of a block.</param>
    /// <param name="retries">Tries behind the first of every request.</param>
    public BlobPartStore Open(HttpMessageHandler? wire = null, int blockSize = BlobPartUpload.DefaultBlockSize, int retries = 2)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) } };
        if (wire is not null)
        {
            options.Transport = new HttpClientTransport(wire);
        }

        return new BlobPartStore(new BlobContainerClient(_connectionString, _name, options)) { BlockSize = blockSize };
    }

    /// <summary>Metadata of a part with this content.</summary>
    public static PartInfo Info(string name, byte[] content, string starts = "start") => new()
    {
        Name = name,
        Run = "run-1",
        Number = 1,
        Starts = starts,
        Ends = "end",
        Rows = 1,
        Deletions = 0,
        Bytes = content.Length,
        UncompressedBytes = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
    };

    /// <summary>A stored blob's bytes.</summary>
    public static async Task<byte[]> ReadAsync(IPartStore store, string name)
    {
        await using var stream = await store.OpenAsync(name, TestContext.Current.CancellationToken);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
        return content.ToArray();
    }

    /// <summary>Bytes that no codec makes smaller, the same for the same seed.</summary>
    public static byte[] Noise(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
