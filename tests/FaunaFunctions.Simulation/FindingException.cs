namespace FaunaFunctions.Simulation;

/// <summary>A promise was broken.</summary>
internal sealed class FindingException(string message) : Exception(message);
