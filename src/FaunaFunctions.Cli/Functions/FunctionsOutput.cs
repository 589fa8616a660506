namespace FaunaFunctions.Cli.Functions;

/// <summary>What <c>functions</c> did, for machines.</summary>
/// <param name="Folder">The app's root, full path.</param>
/// <param name="Functions">Functions that are there now, in the order of the settings.</param>
/// <param name="Removed">Functions that were there and are no longer.</param>
internal sealed record FunctionsOutput(string Folder, IReadOnlyList<string> Functions, IReadOnlyList<string> Removed);
