using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Hosting;

/// <summary>What the process was given: app settings, its folder, clock and chance.</summary>
/// <param name="variable">An environment variable's value; null when it is not set.</param>
/// <param name="time">Clock.</param>
/// <param name="random">Makes run ids distinct, and spreads what should not happen at once.</param>
internal sealed class HandlerEnvironment(Func<string, string?> variable, TimeProvider time, Random random)
{
    private const string KeyVaultReference = "@Microsoft.KeyVault(";

    /// <summary>Clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Chance.</summary>
    public Random Random => random;

    /// <summary>Full path of the folder with host.json and exports.json.</summary>
    public string Root => Path.GetFullPath(variable("FUNCTIONS_APP_ROOT_PATH") is { Length: > 0 } root ? root : ".");

    /// <summary>Whether a Functions host started the process.</summary>
    public bool IsUnderHost => variable("FUNCTIONS_CUSTOMHANDLER_WORKER_ID") is { Length: > 0 };

    /// <summary>Whether the process runs in Azure, where the disk of an instance is not kept.</summary>
    public bool IsInAzure => variable("WEBSITE_SITE_NAME") is { Length: > 0 };

    /// <summary>Whether the plan is the one whose invocations end after five minutes by default.</summary>
    public bool IsOnConsumptionPlan => string.Equals(variable("WEBSITE_SKU"), "Dynamic", StringComparison.OrdinalIgnoreCase);

    /// <summary>An app setting as it is, for readers that look for unresolved references themselves; null when it is not set.</summary>
    public string? FindRaw(string name) => variable(name);

    /// <summary>An app setting; null when it is not set, or empty.</summary>
    /// <exception cref="SettingsInvalid">Its value is a Key Vault reference that was not resolved.</exception>
    public string? Find(string name)
    {
        if (variable(name) is not { Length: > 0 } value)
        {
            return null;
        }

        return value.StartsWith(KeyVaultReference, StringComparison.OrdinalIgnoreCase)
            ? throw new SettingsInvalid([new SettingsProblem($"app setting {name}", 0, 0, "",
                "is a Key Vault reference that was not resolved: the app sees its text. Check that the vault and the secret exist, and that the app's identity may read secrets there (role Key Vault Secrets User); then restart the app.")])
            : value;
    }
}
