namespace FaunaFunctions.Core.Configuration;

/// <summary>When an export runs.</summary>
/// <param name="Name">The export.</param>
/// <param name="Schedule">Six-field NCRONTAB expression or <c>%APP_SETTING%</c>, as the file has it; null when the export only runs by hand.</param>
/// <param name="FullSchedule">The same for taking a new snapshot; null for none.</param>
public sealed record ExportSchedules(string Name, string? Schedule, string? FullSchedule);

/// <summary>What a settings file says about when exports run.</summary>
/// <param name="Exports">All exports, in the file's order; at least one, names unique whatever their case.</param>
/// <param name="Warnings">What works but should be looked at, in the file's order.</param>
public sealed record ScheduleFile(IReadOnlyList<ExportSchedules> Exports, IReadOnlyList<SettingsProblem> Warnings);
