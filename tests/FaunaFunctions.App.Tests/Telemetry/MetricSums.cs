using System.Diagnostics.Metrics;
using FaunaFunctions.Core.Telemetry;

namespace FaunaFunctions.App.Tests.Telemetry;

/// <summary>Hears the exports' meter.</summary>
internal sealed class MetricSums : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<Measured> _all = [];

    public MetricSums()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ExportMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was measured of an instrument with these tags (<c>name=value</c>) among others.</summary>
    public IReadOnlyList<Measured> Of(string instrument, params string[] tags)
    {
        lock (_all)
        {
            return [.. _all.Where(m => m.Instrument == "faunafunctions." + instrument && tags.All(m.Tags.Contains))];
        }
    }

    public double Sum(string instrument, params string[] tags) => Of(instrument, tags).Sum(m => m.Value);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (var (name, tag) in tags)
        {
            texts.Add($"{name}={tag}");
        }

        lock (_all)
        {
            _all.Add(new Measured(instrument.Name, instrument.Unit, value, texts));
        }
    }

    internal sealed record Measured(string Instrument, string? Unit, double Value, IReadOnlyList<string> Tags);
}
