namespace FaunaFunctions.Core.Tests.Configuration;

/// <summary>Files at the repository's root, found from where the tests run.</summary>
internal static class RepositoryFile
{
    public static string PathOf(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FaunaFunctions.sln")))
            {
                return Path.Combine(folder.FullName, name);
            }
        }

        throw new DirectoryNotFoundException("No folder above the tests holds FaunaFunctions.sln.");
    }
}
