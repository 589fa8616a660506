using NCrontab;

namespace FaunaFunctions.Core.Configuration;

/// <summary>Reads <c>schedule</c> and <c>fullSchedule</c>: six-field NCRONTAB, or the name of an app setting that holds it.</summary>
internal sealed class ScheduleReader(SettingsProblems problems, AppSettings appSettings)
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    /// <summary>
    /// The expression as the file has it: an app setting stays <c>%NAME%</c>, since the Functions host reads it again by itself.
    /// Null when absent, or reported.
    /// </summary>
    public string? Read(SettingsObject fields, string name)
    {
        if (fields.Text(name) is not { } text || fields.Find(name) is not { } node)
        {
            return null;
        }

        if (AppSettings.NameIn(text) is { } setting)
        {
            if (appSettings.Find(setting) is not { } value)
            {
                problems.Warn(node, $"app setting '{setting}' is not set here, so the schedule could not be checked. Where timers run it must be set.");
                return text;
            }

            if (Reason(value) is { } reason)
            {
                problems.Error(node, $"app setting '{setting}' {reason}");
            }

            return text;
        }

        if (Reason(text) is { } wrong)
        {
            problems.Error(node, wrong);
            return null;
        }

        return text;
    }

    private static string? Reason(string expression)
    {
        const string example = "such as \"0 */5 * * * *\" for every five minutes";
        var count = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        if (count != 6)
        {
            return $"must have the six fields {{second}} {{minute}} {{hour}} {{day}} {{month}} {{day of week}}, {example}; it has {count}.";
        }

        return CrontabSchedule.TryParse(expression, WithSeconds) is null
            ? $"is no NCRONTAB expression: {{second}} {{minute}} {{hour}} {{day}} {{month}} {{day of week}}, {example}."
            : null;
    }
}
