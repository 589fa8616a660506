using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Parts.Verification;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Manifests and pointers.</summary>
internal static class ManifestTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of("manifest", () => [SampleExport.Manifest], Manifest),
        FuzzTarget.Of("latest", () => [SampleExport.Latest], Latest),
        FuzzTarget.Of("database-manifest", () => [ManifestJson.Write(Samples.DatabaseManifest)], DatabaseManifest),
        FuzzTarget.Of("database-latest", () => [ManifestJson.Write(Samples.DatabaseLatest)], DatabaseLatest),
    ];

    private static void Manifest(byte[] input)
    {
        if (Quiet.Get(() => ManifestJson.ReadManifest(input, "manifest.json")) is { } manifest)
        {
            Whole.Require(manifest);
            _ = ManifestSums.Check(manifest);
        }
    }

    private static void Latest(byte[] input)
    {
        if (Quiet.Get(() => ManifestJson.ReadLatest(input, "latest.json")) is { } latest)
        {
            Whole.Require(latest);
        }
    }

    private static void DatabaseManifest(byte[] input)
    {
        if (Quiet.Get(() => ManifestJson.ReadDatabaseManifest(input, "manifest.json")) is { } manifest)
        {
            Whole.Require(manifest);
        }
    }

    private static void DatabaseLatest(byte[] input)
    {
        if (Quiet.Get(() => ManifestJson.ReadDatabaseLatest(input, "latest.json")) is { } latest)
        {
            Whole.Require(latest);
        }
    }
}
