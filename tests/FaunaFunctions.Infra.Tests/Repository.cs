namespace FaunaFunctions.Infra.Tests;

/// <summary>Files of the repository that these tests were built in.</summary>
internal static class Repository
{
    /// <summary>Full path of the repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of a file or folder.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>A file's text.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>Text of all C# files below a folder.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory.Exists(PathOf(folder))
        ? Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(File.ReadAllText)
        : [];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FaunaFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
