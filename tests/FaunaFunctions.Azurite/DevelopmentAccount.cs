using System.Globalization;

namespace FaunaFunctions.Azurite;

/// <summary>Azurite's account, whose name and key are the same everywhere and published.</summary>
public static class DevelopmentAccount
{
    /// <summary>Its name, which is also the first segment of every path.</summary>
    public const string Name = "devstoreaccount1";

    /// <summary>Its key.</summary>
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>A connection string for services on these loopback ports.</summary>
    public static string ConnectionString(int blobPort, int queuePort, int tablePort) => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{blobPort}/{Name};QueueEndpoint=http://127.0.0.1:{queuePort}/{Name};TableEndpoint=http://127.0.0.1:{tablePort}/{Name};");
}
