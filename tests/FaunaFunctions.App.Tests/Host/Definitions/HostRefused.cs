namespace FaunaFunctions.App.Tests.Host.Definitions;

/// <summary>The host would not run this app as it is: it goes to its error state, or leaves a function out.</summary>
/// <param name="problems">What is wrong, one line each.</param>
internal sealed class HostRefused(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
