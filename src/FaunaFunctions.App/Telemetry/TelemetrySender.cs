using Azure.Monitor.OpenTelemetry.Exporter;
using FaunaFunctions.App.Hosting;
using FaunaFunctions.Core.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FaunaFunctions.App.Telemetry;

/// <summary>The OpenTelemetry SDK: listens to meter and activity source from its making to its disposal, and sends what it hears.</summary>
internal sealed partial class TelemetrySender : IDisposable
{
    // Longer would take from the time that an invocation has; what is late then goes with the next flush, or is lost.
    private const int FlushMilliseconds = 3000;

    private readonly MeterProvider? _meters;
    private readonly TracerProvider? _traces;

    /// <param name="destinations">Where to send; at least one.</param>
    /// <param name="environment">Tells which app this is.</param>
    /// <param name="logger">Hears of settings that cannot be used.</param>
    public TelemetrySender(TelemetryDestinations destinations, HandlerEnvironment environment, ILogger<TelemetrySender> logger)
    {
        foreach (var problem in destinations.Problems)
        {
            Log.Problem(logger, problem);
        }

        if (!destinations.Any)
        {
            return;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(destinations.Settings).Build();
        var resource = ResourceOf(environment);
        try
        {
            _meters = Meters(destinations, configuration, resource);
            _traces = Traces(destinations, configuration, resource);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Exports run without it. The message is left out: it may hold a part of the setting.
            Log.Problem(logger, $"the OpenTelemetry SDK refuses the settings ({e.GetType().Name}). Check APPLICATIONINSIGHTS_CONNECTION_STRING and the OTEL_ settings; nothing is sent.");
        }
    }

    /// <summary>Sends what has been measured so far, for at most 3 seconds.</summary>
    public async Task FlushAsync() => await Task.WhenAll(
        Task.Run(() => _meters?.ForceFlush(FlushMilliseconds)), Task.Run(() => _traces?.ForceFlush(FlushMilliseconds)));

    /// <inheritdoc/>
    public void Dispose()
    {
        _meters?.Dispose();
        _traces?.Dispose();
    }

    private static MeterProvider Meters(TelemetryDestinations destinations, IConfiguration configuration, ResourceBuilder resource)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddMeter(ExportMetrics.MeterName);
        if (destinations.Otlp)
        {
            builder.AddOtlpExporter();
        }

        if (destinations.ApplicationInsights is not null)
        {
            builder.AddAzureMonitorMetricExporter(options => Configure(options, destinations));
        }

        return builder.Build();
    }

    private static TracerProvider Traces(TelemetryDestinations destinations, IConfiguration configuration, ResourceBuilder resource)
    {
        var builder = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddSource(ExportTraces.SourceName);
        if (destinations.Otlp)
        {
            builder.AddOtlpExporter();
        }

        if (destinations.ApplicationInsights is not null)
        {
            builder.AddAzureMonitorTraceExporter(options => Configure(options, destinations));
        }

        // A run has a handful of spans, however long it is: leaving some out saves nothing.
        if (!destinations.Settings.ContainsKey("OTEL_TRACES_SAMPLER"))
        {
            builder.SetSampler(new AlwaysOnSampler());
        }

        return builder.Build();
    }

    private static void Configure(AzureMonitorExporterOptions options, TelemetryDestinations destinations)
    {
        options.ConnectionString = destinations.ApplicationInsights;
        options.Credential = destinations.Authentication.Credential;
        // An instance's disk goes with it.
        options.DisableOfflineStorage = true;
        options.EnableLiveMetrics = false;
    }

    // OpenTelemetry's own settings have the last word.
    private static ResourceBuilder ResourceOf(HandlerEnvironment environment) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(
            environment.Find("WEBSITE_SITE_NAME") ?? "faunafunctions",
            serviceVersion: typeof(TelemetrySender).Assembly.GetName().Version?.ToString(3),
            autoGenerateServiceInstanceId: environment.Find("WEBSITE_INSTANCE_ID") is null,
            serviceInstanceId: environment.Find("WEBSITE_INSTANCE_ID"))
        .AddEnvironmentVariableDetector();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Telemetry: {Problem}")]
        public static partial void Problem(ILogger logger, string problem);
    }
}
