namespace FaunaFunctions.Cli.Failures;

/// <summary>The command line asks for something that there is not. The message says what to write instead.</summary>
internal sealed class UsageInvalid(string message) : Exception(message);
