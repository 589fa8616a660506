namespace FaunaFunctions.Azurite;

/// <summary>A request that reached a <see cref="StorageProxy"/>.</summary>
/// <param name="Number">Counts the proxy's requests, from 1.</param>
/// <param name="Service"><c>blob</c>, <c>queue</c> or <c>table</c>.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">Path and query as sent, escaped.</param>
public sealed record StorageRequest(int Number, string Service, string Method, string Target)
{
    /// <summary>Whether it makes a part of an export: Put Block List, or Put Blob.</summary>
    public bool CommitsPart => Service == "blob" && Method == "PUT" && Target.Contains(".ndjson", StringComparison.Ordinal) && !Target.Contains("comp=block&", StringComparison.Ordinal);

    /// <summary>Whether it moves a cursor.</summary>
    public bool MovesCursor => Service == "table" && Method is "PUT" or "PATCH" or "MERGE" && Target.Contains("RowKey='cursor'", StringComparison.Ordinal);
}
