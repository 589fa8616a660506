namespace FaunaFunctions.Cli.Failures;

/// <summary>An export cannot run as it is configured, as <c>check</c> found before its first run.</summary>
/// <param name="message">The first failure's message.</param>
internal sealed class CheckFailed(string message) : Exception(message);
