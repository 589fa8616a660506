namespace FaunaFunctions.App.Runs;

/// <summary>An export cannot run as it is configured, as the check before its first run found.</summary>
/// <param name="message">The first failure's message.</param>
internal sealed class CheckFailed(string message) : Exception(message);
