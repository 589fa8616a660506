using FaunaFunctions.App.Hosting;

namespace FaunaFunctions.App.Telemetry;

/// <summary>What the app tells about itself: traces and metrics.</summary>
internal static class AppTelemetry
{
    /// <summary>
    /// Adds what the app settings ask for; else nothing, not even the SDK. It starts with the first invocation, not with the process.
    /// </summary>
    public static void AddAppTelemetry(this WebApplicationBuilder builder, HandlerEnvironment environment)
    {
        var destinations = TelemetryDestinations.Read(environment);
        if (!destinations.Any && destinations.Problems.Count == 0)
        {
            return;
        }

        builder.Services.AddSingleton(destinations);
        builder.Services.AddSingleton<TelemetrySender>();
        builder.Services.AddSingleton<IStartupFilter, InvocationTraces>();
        builder.Services.AddSingleton<RunTelemetry>();
    }
}
