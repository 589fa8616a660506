using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.Infra.Tests.Rules;

/// <summary>The metrics that the code emits, as it registers them.</summary>
internal static class EmittedMetrics
{
    private static readonly string Telemetry = string.Join('\n', Repository.Sources("src/FaunaFunctions.Core/Telemetry"));

    /// <summary>Their names.</summary>
    public static IReadOnlySet<string> All { get; } = Listen();

    /// <summary>Whether the code that measures knows a tag or a tag's value.</summary>
    public static bool Says(string word) => Telemetry.Contains($"\"{word}\"", StringComparison.Ordinal);

    private static HashSet<string> Listen()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ExportMetrics.MeterName)
            {
                names.Add(instrument.Name);
            }
        };
        listener.Start();
        RuntimeHelpers.RunClassConstructor(typeof(ExportMetrics).TypeHandle);
        return names;
    }
}
