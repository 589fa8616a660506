namespace FaunaFunctions.App.Runs;

/// <summary>The process is about to end, so no run is started.</summary>
internal sealed class AppStopping() : Exception("The app is stopping, so no run was started. Ask again when it is back.");
