using System.Text;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Settings;

/// <summary>Where the exports' settings come from: the app setting <c>FAUNA_EXPORTS</c>, else a file.</summary>
internal static class SettingsSource
{
    private const string Text = "FAUNA_EXPORTS";
    private const string FileName = "FAUNA_EXPORTS_FILE";
    private const string DefaultFile = "exports.json";

    /// <summary>Reads them. A relative storage folder is relative to the file's folder, or to the app's for <c>FAUNA_EXPORTS</c>.</summary>
    /// <exception cref="SettingsInvalid">They are missing, or wrong: with everything that is.</exception>
    public static async Task<SettingsFile> ReadAsync(HandlerEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment.Find(Text) is { } json)
        {
            return SettingsReader.Read(Encoding.UTF8.GetBytes(json), Path.Combine(environment.Root, Text), environment.Find);
        }

        var file = Path.GetFullPath(environment.Find(FileName) ?? DefaultFile, environment.Root);
        return await SettingsReader.ReadAsync(file, environment.Find, cancellationToken);
    }
}
