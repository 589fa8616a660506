using System.Text.Json.Nodes;

namespace FaunaFunctions.Cli.Airbyte;

/// <summary>What an import made, for machines.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Notes">What is to be done, and what will be different.</param>
/// <param name="File">The file that was written; null for none.</param>
internal sealed record ImportOutput(JsonObject Settings, IReadOnlyList<string> Notes, string? File);
