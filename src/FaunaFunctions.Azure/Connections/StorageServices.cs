namespace FaunaFunctions.Azure.Connections;

/// <summary>The services of an account that are needed.</summary>
[Flags]
internal enum StorageServices
{
    None = 0,
    Blobs = 1,
    Tables = 2,
    Queues = 4,
}
