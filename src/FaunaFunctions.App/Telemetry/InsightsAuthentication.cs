using Azure.Core;
using Azure.Identity;

namespace FaunaFunctions.App.Telemetry;

/// <summary>How Application Insights knows who sends: by the key in its connection string, or by a managed identity.</summary>
/// <param name="Entra">Whether by managed identity.</param>
/// <param name="ClientId">Client id of a user-assigned identity; null for the system-assigned one.</param>
internal sealed record InsightsAuthentication(bool Entra, string? ClientId)
{
    /// <summary>By the key in the connection string.</summary>
    public static InsightsAuthentication Key { get; } = new(false, null);

    /// <summary>The credential; null when the key does.</summary>
    public TokenCredential? Credential => !Entra ? null
        : new ManagedIdentityCredential(ClientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(ClientId));

    /// <summary>Reads <c>ClientId=…;Authorization=AAD</c>; null when it is something else.</summary>
    public static InsightsAuthentication? Parse(string text)
    {
        string? clientId = null;
        var entra = false;
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (part.Split('=', 2, StringSplitOptions.TrimEntries))
            {
                case [var name, { Length: > 0 } value] when name.Equals("ClientId", StringComparison.OrdinalIgnoreCase):
                    clientId = value;
                    break;
                case [var name, var value] when name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && value.Equals("AAD", StringComparison.OrdinalIgnoreCase):
                    entra = true;
                    break;
                default:
                    return null;
            }
        }

        return entra ? new InsightsAuthentication(true, clientId) : null;
    }
}
