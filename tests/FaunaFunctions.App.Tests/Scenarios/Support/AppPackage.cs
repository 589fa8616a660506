using FaunaFunctions.App.Tests.Publishing;

namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>The files of the app under test, functions apart: those that <c>dotnet publish</c> makes.</summary>
internal static class AppPackage
{
    /// <summary>
    /// Variable with a folder of another build to be tested instead, such as the tests' own output, where the app is on the JIT: quick to build while
    /// one works on it.
    /// </summary>
    private const string Override = "FAUNAFUNCTIONS_APP_FOLDER";

    /// <summary>Full paths of the files of the app's root.</summary>
    public static async Task<IReadOnlyList<string>> FilesAsync()
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } folder)
        {
            return [.. Directory.EnumerateFiles(folder), Path.Combine(DotNet.Root, "host.json")];
        }

        return [.. Directory.EnumerateFiles((await PublishedApp.GetAsync()).Folder)];
    }
}
