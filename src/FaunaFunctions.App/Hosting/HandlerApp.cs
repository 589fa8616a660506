using System.Net;
using FaunaFunctions.App.Exports;
using FaunaFunctions.App.Http;
using FaunaFunctions.App.Invocations;
using FaunaFunctions.App.Logging;
using FaunaFunctions.App.Runs;
using FaunaFunctions.App.Standalone;
using FaunaFunctions.App.Telemetry;

namespace FaunaFunctions.App.Hosting;

/// <summary>Puts the web application together.</summary>
internal static class HandlerApp
{
    /// <summary>The application, not yet started. Settings and storage are opened by the first call that needs them, so that it listens at once.</summary>
    /// <param name="options">How the process was started.</param>
    /// <param name="environment">What it was given.</param>
    /// <param name="configure">Changes what the application is made of, last; null for nothing.</param>
    public static WebApplication Build(HandlerOptions options, HandlerEnvironment environment, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = environment.Root });
        LineLog.Use(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The host keeps connections and posts on them whenever a trigger fires: closing one under its request would fail an invocation.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(environment);
        builder.Services.AddSingleton(environment.Time);
        builder.Services.AddSingleton<OpenStores>(services => settings =>
            ExportStores.Open(settings, options, environment, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<ExportSetup>();
        builder.Services.AddSingleton<FunctionTimeout>();
        builder.Services.AddSingleton<RunSteps>();
        builder.Services.AddSingleton<RunCoordinator>();
        builder.Services.AddInvocations();
        builder.Services.AddHttpFunctions();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = 2 * Lifetime.Patience);
        builder.Services.AddHostedService<RunDrain>();
        if (options.Standalone)
        {
            builder.Services.AddHostedService<StandaloneTimers>();
            builder.Services.AddHostedService<StandaloneQueue>();
        }
        else if (environment.IsUnderHost)
        {
            builder.Services.AddHostedService(Lifetime.WatchParent);
        }

        builder.AddAppTelemetry(environment);
        configure?.Invoke(builder);
        var app = builder.Build();
        if (options.Standalone)
        {
            app.UsePageGuard();
        }

        app.MapHttpFunctions();
        app.MapInvocations();
        app.UseRunLifetime();
        return app;
    }
}
