namespace FaunaFunctions.Cli.Setup;

/// <summary>A setup for machines.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Settings">The content of <c>exports.json</c>.</param>
internal sealed record SetupOutput(IReadOnlyList<SetupStepOutput> Steps, string Settings)
{
    /// <summary>The setup of a request.</summary>
    public static SetupOutput Of(SetupRequest request, Uri server) => new(
        [.. SetupPlan.For(request).Select(s => new SetupStepOutput(
            s.Why, s.Shell, s.Path, s.Body, s.Until))],
        SettingsSnippet.Write(request, server));
}

/// <param name="Why">What it is for.</param>
/// <param name="Shell">For the Fauna shell.</param>
/// <param name="Path">Path of the <c>POST</c>.</param>
/// <param name="Body">Its body.</param>
/// <param name="Until">When set: repeat until this is the answer.</param>
internal sealed record SetupStepOutput(string Why, string Shell, string Path, string Body, string? Until);
