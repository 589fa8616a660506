namespace FaunaFunctions.Cli.Setup;

/// <summary>One request of a setup.</summary>
/// <param name="Why">What it is for, in a sentence or two.</param>
/// <param name="Expression">What to send, with an admin or server key of the database.</param>
/// <param name="Until">When set, the request is repeated until the server answers this.</param>
internal sealed record SetupStep(string Why, Fql Expression, Fql? Until = null);
