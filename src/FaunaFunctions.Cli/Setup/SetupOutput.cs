namespace FaunaFunctions.Cli.Setup;

/// <summary>A setup for machines.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Settings">The content of <c>exports.json</c>.</param>
internal sealed record SetupOutput(IReadOnlyList<SetupStepOutput> Steps, string Settings)
{
    /// <summary>The setup of a request.</summary>
    public static SetupOutput Of(SetupRequest request, Uri server) => new(
        [.. SetupPlan.For(request).Select(s => new SetupStepOutput(
            s.Why, FqlShell.Write(s.Expression), FqlJson.Write(s.Expression), s.Until is null ? null : FqlJson.Write(s.Until)))],
        SettingsSnippet.Write(request, server));
}

/// <param name="Why">What it is for.</param>
/// <param name="Shell">For the Fauna shell.</param>
/// <param name="Body">Body of <c>POST /</c>.</param>
/// <param name="Until">When set: repeat until this is the answer.</param>
internal sealed record SetupStepOutput(string Why, string Shell, string Body, string? Until);
