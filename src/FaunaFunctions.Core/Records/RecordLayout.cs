namespace FaunaFunctions.Core.Records;

/// <summary>The columns of a record beside <c>ref</c> and <c>ts</c>, in the order they are written.</summary>
/// <param name="DataColumn">Whether <c>data</c> holds the document's whole data object.</param>
/// <param name="AdditionalColumns">Columns of single values, after <c>data</c>.</param>
/// <param name="DeletedColumn">Name of the column that holds a deletion's time; null when deletions are not exported.</param>
public sealed record RecordLayout(
    bool DataColumn,
    IReadOnlyList<AdditionalColumn> AdditionalColumns,
    string? DeletedColumn)
{
    /// <summary><c>ref</c>, <c>ts</c> and <c>data</c>; no deletions.</summary>
    public static RecordLayout Default { get; } = new(true, [], null);
}

/// <summary>A column taken from one place in the document.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Path">Field names from the top of the document, such as <c>data</c>, <c>address</c>, <c>zip</c>; Fauna's <c>Select</c>, references included.</param>
/// <param name="Type">JSON schema type, for discover.</param>
/// <param name="Format">JSON schema format, or null.</param>
/// <param name="AirbyteType"><c>airbyte_type</c> of the schema, or null.</param>
/// <param name="Required">Whether a document without the value fails the run; otherwise the column is null.</param>
public sealed record AdditionalColumn(
    string Name,
    IReadOnlyList<string> Path,
    string Type,
    string? Format,
    string? AirbyteType,
    bool Required);
