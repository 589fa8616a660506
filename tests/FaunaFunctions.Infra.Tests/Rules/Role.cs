namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>A built-in role.</summary>
/// <param name="Name">As the portal shows it.</param>
/// <param name="Id">Its definition's id.</param>
internal sealed record Role(string Name, string Id)
{
    public static readonly Role BlobOwner = new("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b");
    public static readonly Role BlobContributor = new("Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe");
    public static readonly Role BlobReader = new("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1");
    public static readonly Role QueueContributor = new("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88");
    public static readonly Role TableContributor = new("Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3");
    public static readonly Role TableReader = new("Storage Table Data Reader", "76199698-9eea-4c19-bc75-cec21354c6b6");
    public static readonly Role SecretsUser = new("Key Vault Secrets User", "4633458b-17de-408a-b874-0445c86b69e6");
    public static readonly Role SecretsOfficer = new("Key Vault Secrets Officer", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7");
    public static readonly Role MetricsPublisher = new("Monitoring Metrics Publisher", "3913510d-42f4-4e42-8a64-420c390055eb");
}
