using FaunaFunctions.Fuzzing.Targets;

namespace FaunaFunctions.Fuzzing;

/// <summary>Everything that reads what others wrote.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [.. WireTargets.All, .. AnswerTargets.All, .. HttpTarget.All, .. StateTargets.All, .. ManifestTargets.All, .. VerifyTarget.All, .. FrontTargets.All, .. CatalogTargets.All];
}
