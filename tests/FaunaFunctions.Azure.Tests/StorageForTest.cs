using FaunaFunctions.Azure.Connections;
using FaunaFunctions.Azurite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaunaFunctions.Azure.Tests;

/// <summary>A test's own container, table and queue on Azurite, opened as the app opens them.</summary>
internal static class StorageForTest
{
    /// <summary>Fewer and shorter waits than in Azure: the network is this machine's.</summary>
    public static StorageTuning Tuning { get; } = new()
    {
        Retries = 3,
        RetryDelay = TimeSpan.FromMilliseconds(20),
        LongestRetryDelay = TimeSpan.FromMilliseconds(50),
        NetworkTimeout = TimeSpan.FromSeconds(10),
    };

    public static AzureStorageSettings Settings(string connectionString, StorageNames names)
    {
        var settings = names.AppSettings(connectionString);
        return AzureStorageSettings.Read(name => settings.GetValueOrDefault(name));
    }

    public static AzureStorage Open(string connectionString, StorageNames names, TimeProvider? time = null, StorageTuning? tuning = null, ILoggerFactory? loggers = null) =>
        AzureStorage.Open(Settings(connectionString, names), time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, tuning ?? Tuning);
}
