using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>The requests that give an exporter what it needs and nothing more.</summary>
internal static class SetupPlan
{
    private const string WhyDatabase = "A key with Fauna's own role server-readonly: it reads every document, also of collections made later, and the schema but for roles, access providers and child "
        + "databases. The answer holds its secret, this once: store it where the settings' \"%FAUNA_SECRET%\" finds it. Changes and snapshots are read from history, which each collection keeps for "
        + "15 minutes and its history_days.";

    /// <summary>The requests, in order, in the language of the request.</summary>
    public static IReadOnlyList<SetupStep> For(SetupRequest request) => request.IsDatabase
        ? [request.Api == FaunaApi.V10 ? V10SetupPlan.DatabaseKey(WhyDatabase) : V4SetupPlan.DatabaseKey(WhyDatabase)]
        : request.Api == FaunaApi.V10 ? V10SetupPlan.For(request) : V4SetupPlan.For(request);
}
