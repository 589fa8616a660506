using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Azure.Connections;

/// <summary>
/// Reads storage connections by the convention of the Functions host: an app setting <c>NAME</c> with a connection string, or else
/// <c>NAME__accountName</c> or <c>NAME__blobServiceUri</c> and its like, signed in to by an identity. Messages hold names of settings, never values.
/// </summary>
internal sealed class StorageSettingsReader(Func<string, string?> lookup)
{
    public const string Exports = "EXPORTS_STORAGE";
    public const string Host = "AzureWebJobsStorage";

    private const string KeyVaultReference = "@Microsoft.KeyVault(";
    private const string AccountName = "__accountName";
    private const string Credential = "__credential";
    private const string ClientId = "__clientId";

    private static readonly (StorageServices Service, string Setting, string Subdomain)[] Endpoints =
    [
        (StorageServices.Blobs, "__blobServiceUri", "blob"),
        (StorageServices.Tables, "__tableServiceUri", "table"),
        (StorageServices.Queues, "__queueServiceUri", "queue"),
    ];

    private readonly List<SettingsProblem> _problems = [];

    /// <summary>What was wrong so far.</summary>
    public IReadOnlyList<SettingsProblem> Problems => _problems;

    /// <summary>Whether any setting of a connection is there.</summary>
    public bool IsSet(string prefix) =>
        new[] { "", AccountName, Credential, ClientId }.Concat(Endpoints.Select(endpoint => endpoint.Setting)).Any(suffix => lookup(prefix + suffix) is { Length: > 0 });

    /// <summary>A name that has a default; the default, and a problem, when it breaks the rule.</summary>
    public string Name(string setting, string otherwise, Func<string, string?> problem)
    {
        if (Find(setting) is not { } name)
        {
            return otherwise;
        }

        if (problem(name) is not { } rule)
        {
            return name;
        }

        Problem(setting, $"'{Shown(name)}' must {rule}.");
        return otherwise;
    }

    /// <summary>A name that the settings file may give instead of the app setting.</summary>
    /// <param name="given">What the file says; null for nothing.</param>
    /// <param name="path">Where in the file.</param>
    /// <param name="setting">The app setting.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="problem">The rule that a name breaks; null when it is fine.</param>
    public string Name(string? given, string path, string setting, string otherwise, Func<string, string?> problem)
    {
        if (given is not null && problem(given) is { } rule)
        {
            _problems.Add(new SettingsProblem("settings", 0, 0, path, $"'{Shown(given)}' must {rule}."));
        }

        return given ?? Name(setting, otherwise, problem);
    }

    /// <summary>A connection; null, and problems, when it cannot be used.</summary>
    public StorageConnection? Connection(string prefix, StorageServices needed)
    {
        if (Find(prefix) is { } connectionString)
        {
            return OfConnectionString(prefix, connectionString, needed);
        }

        if (_problems.Exists(problem => problem.Path == prefix))
        {
            return null;
        }

        var before = _problems.Count;
        var endpoints = EndpointsOf(prefix, needed);
        var managed = IsManaged(prefix);
        var clientId = FindClientId(prefix);
        return _problems.Count > before ? null : StorageConnection.OfIdentity(prefix, endpoints, managed, clientId);
    }

    private StorageConnection? OfConnectionString(string prefix, string text, StorageServices needed)
    {
        var connection = StorageConnection.OfConnectionString(prefix, text);
        try
        {
            _ = needed.HasFlag(StorageServices.Blobs) ? connection.Blobs(null) : null;
            _ = needed.HasFlag(StorageServices.Tables) ? connection.Tables(null) : null;
            _ = needed.HasFlag(StorageServices.Queues) ? connection.Queues(null) : null;
            return connection;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            // What the parser says may quote the text, and the text holds a key.
            Problem(prefix, $"is not a storage connection string for {Words(needed)}. Copy it anew from the account's access keys (DefaultEndpointsProtocol=…;AccountName=…;AccountKey=…), or remove it and set {prefix}{AccountName} to sign in with an identity.");
            return null;
        }
    }

    private Dictionary<StorageServices, Uri> EndpointsOf(string prefix, StorageServices needed)
    {
        var account = Find(prefix + AccountName);
        if (account is not null && !StorageNameRules.IsAccount(account))
        {
            Problem(prefix + AccountName, $"'{Shown(account)}' cannot be a storage account: a name has 3 to 24 lower-case letters and digits, and no address around it.");
        }

        var found = new Dictionary<StorageServices, Uri>();
        var missing = new List<string>();
        foreach (var (service, suffix, subdomain) in Endpoints.Where(endpoint => needed.HasFlag(endpoint.Service)))
        {
            if (Find(prefix + suffix) is { } address)
            {
                found[service] = Endpoint(prefix + suffix, address, subdomain);
            }
            else if (account is not null)
            {
                // A name that is no host name was reported above; an address is not made of it.
                found[service] = new Uri($"https://{(StorageNameRules.IsAccount(account) ? account : "account")}.{subdomain}.core.windows.net/");
            }
            else
            {
                missing.Add(prefix + suffix);
            }
        }

        if (missing.Count > 0)
        {
            Problem(prefix, found.Count > 0
                ? $"is incomplete: {string.Join(" and ", missing)} is not set. Set it, or {prefix}{AccountName}, which stands for all."
                : $"is not set. Set it to a connection string, or set {prefix}{AccountName} (with {prefix}{Credential}=managedidentity) to sign in with an identity.");
        }

        return found;
    }

    private Uri Endpoint(string setting, string address, string subdomain)
    {
        var isAddress = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;
        if (isAddress && uri!.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0)
        {
            return uri;
        }

        Problem(setting, isAddress
            ? $"must be the service's address alone. For a SAS, put a connection string with SharedAccessSignature= into {setting[..setting.IndexOf("__", StringComparison.Ordinal)]} instead."
            : $"must be an https address, such as https://ACCOUNT.{subdomain}.core.windows.net.");
        return new Uri("https://invalid.invalid/");
    }

    private bool IsManaged(string prefix)
    {
        if (Find(prefix + Credential) is not { } credential)
        {
            return false;
        }

        if (!credential.Equals("managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            Problem(prefix + Credential, "must be 'managedidentity', or not be set (then whatever signs you in on this machine is used: environment, Azure CLI and so on).");
        }

        return true;
    }

    private string? FindClientId(string prefix)
    {
        var clientId = Find(prefix + ClientId);
        if (clientId is not null && !Guid.TryParse(clientId, out _))
        {
            Problem(prefix + ClientId, "must be the client id of the user-assigned identity: a GUID. It is neither the identity's name nor its resource id.");
        }

        return clientId;
    }

    private string? Find(string setting)
    {
        var value = lookup(setting)?.Trim();
        if (value is null || !value.StartsWith(KeyVaultReference, StringComparison.OrdinalIgnoreCase))
        {
            return value is { Length: > 0 } ? value : null;
        }

        // Reported once, and not taken for missing.
        if (!_problems.Exists(problem => problem.Path == setting))
        {
            Problem(setting, "is a Key Vault reference that was not resolved. In Azure: look at the app's environment variables, where the reference's error is shown; its identity needs the role 'Key Vault Secrets User', and keyVaultReferenceIdentity must name a user-assigned one. On another machine: set the value itself.");
        }

        return null;
    }

    private void Problem(string setting, string message) => _problems.Add(new SettingsProblem("app settings", 0, 0, setting, message));

    private static string Shown(string value) =>
        new([.. value.Take(80).Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string Words(StorageServices services) => string.Join(
        " and ", Endpoints.Where(endpoint => services.HasFlag(endpoint.Service)).Select(endpoint => endpoint.Subdomain + "s"));
}
