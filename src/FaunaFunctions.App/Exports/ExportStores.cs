using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.App.Exports;

/// <summary>Where an app's exports are kept.</summary>
/// <param name="Parts">Parts, manifests.</param>
/// <param name="Cursors">Positions, history, leases.</param>
/// <param name="Where">The same for people; no secrets.</param>
internal sealed record ExportStores(IPartStore Parts, ICursorStore Cursors, string Where)
{
    /// <summary>Opens them. Nothing is read or written yet.</summary>
    /// <exception cref="SettingsInvalid">Neither a storage account nor a folder is named.</exception>
    public static ExportStores Open(SettingsFile settings, HandlerEnvironment environment) =>
        settings.Storage.Folder is { } folder
            ? new ExportStores(new FolderPartStore(folder), new FolderCursorStore(folder, environment.Time), folder)
            : throw new SettingsInvalid([new SettingsProblem("app setting AzureWebJobsStorage", 0, 0, "", "is not set, and the settings name no storage folder.")]);
}
