using System.Text.Json.Nodes;

namespace FaunaFunctions.Cli.Airbyte;

/// <summary>Configuration of a source-fauna connector, in every form that its releases had.</summary>
/// <param name="File">The file that it was read from.</param>
/// <param name="Connection">The database.</param>
/// <param name="Collection">The collection; null where the configured catalogue names it, as for the first releases.</param>
/// <param name="Index">The incremental sync index; null for none.</param>
/// <param name="DataColumn">Whether records have a data column.</param>
/// <param name="Columns">Additional columns, as our settings say them.</param>
/// <param name="PageSize">Documents per page; null when it is not said.</param>
/// <param name="DeletedColumn">Column for the time of deletions; null when they are ignored.</param>
/// <param name="LeftOut">Fields that are not known, by path.</param>
internal sealed record ConnectorConfig(
    string File,
    ConnectorConnection Connection,
    string? Collection,
    string? Index,
    bool DataColumn,
    IReadOnlyList<JsonObject> Columns,
    int? PageSize,
    string? DeletedColumn,
    IReadOnlyList<string> LeftOut);

/// <summary>The database that a connector reads.</summary>
/// <param name="Scheme"><c>https</c> or <c>http</c>.</param>
/// <param name="Domain">Host name.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Secret">What tells two databases of one server apart. Compared, and never written anywhere.</param>
internal sealed record ConnectorConnection(string Scheme, string Domain, int Port, string Secret)
{
    /// <summary>The server alone: a record would print its secret.</summary>
    public override string ToString() => $"{Scheme}://{Domain}:{Port}";
}
