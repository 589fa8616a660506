namespace FaunaFunctions.Core.Configuration;

/// <summary>What could be told of one entry of <c>exports</c>.</summary>
/// <param name="Schedules">Its name and when it runs; null when it has no usable name.</param>
/// <param name="Settings">The export; null when something that it needs is missing or wrong.</param>
internal sealed record ExportReading(ExportSchedules? Schedules, ExportSettings? Settings);
