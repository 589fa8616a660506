using FaunaFunctions.App.Hosting;

namespace FaunaFunctions.App.Telemetry;

/// <summary>What the app tells about itself: traces and metrics.</summary>
internal static class AppTelemetry
{
    /// <summary>Adds what the app settings ask for; else nothing.</summary>
    public static void AddAppTelemetry(this WebApplicationBuilder builder, HandlerEnvironment environment)
    {
    }
}
