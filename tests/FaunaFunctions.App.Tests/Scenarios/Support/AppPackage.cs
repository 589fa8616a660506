namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>The files of the app under test, functions apart.</summary>
internal static class AppPackage
{
    /// <summary>Variable with a folder of another build to be tested instead, such as one on the JIT.</summary>
    private const string Override = "FAUNAFUNCTIONS_APP_FOLDER";

    /// <summary>Full paths of the files of the app's root.</summary>
    public static Task<IReadOnlyList<string>> FilesAsync()
    {
        var folder = Environment.GetEnvironmentVariable(Override) ?? AppContext.BaseDirectory;
        return Task.FromResult<IReadOnlyList<string>>([.. Directory.EnumerateFiles(folder)]);
    }
}
