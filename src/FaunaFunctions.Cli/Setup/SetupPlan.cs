using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>The requests that give an exporter what it needs and nothing more.</summary>
internal static class SetupPlan
{
    /// <summary>The requests, in order, in the language of the request.</summary>
    public static IReadOnlyList<SetupStep> For(SetupRequest request) =>
        request.Api == FaunaApi.V10 ? V10SetupPlan.For(request) : V4SetupPlan.For(request);
}
