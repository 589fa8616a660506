using System.Globalization;
using System.Text.Json;
using FaunaFunctions.App.Hosting;

namespace FaunaFunctions.App.Runs;

/// <summary>
/// After how long the host fails an invocation and kills the process: <c>functionTimeout</c> of host.json, or the app setting
/// <c>AzureFunctionsJobHost__functionTimeout</c> in its place. Read once.
/// </summary>
internal sealed partial class FunctionTimeout
{
    private const string Setting = "AzureFunctionsJobHost__functionTimeout";
    private const string Field = "functionTimeout";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan DefaultOfConsumptionPlan = TimeSpan.FromMinutes(5);

    private readonly HandlerEnvironment _environment;
    private readonly Lazy<TimeSpan?> _value;

    /// <param name="environment">App settings, and the folder of host.json.</param>
    /// <param name="options">Standalone, nobody kills: there is no limit unless one is set.</param>
    /// <param name="logger">Hears of what cannot be read.</param>
    public FunctionTimeout(HandlerEnvironment environment, HandlerOptions options, ILogger<FunctionTimeout> logger)
    {
        _environment = environment;
        _value = new Lazy<TimeSpan?>(() => Read(environment, options, logger));
    }

    /// <summary>The timeout; null for none.</summary>
    public TimeSpan? Value => _value.Value;

    /// <summary>The limit of an invocation that begins now.</summary>
    /// <param name="reading">The most that its run may read; null for as long as the timeout lets it.</param>
    public RunLimit Begin(TimeSpan? reading = null) => new(_environment.Time, Value, reading);

    private static TimeSpan? Read(HandlerEnvironment environment, HandlerOptions options, ILogger logger)
    {
        TimeSpan? absent = options.Standalone ? null : environment.IsOnConsumptionPlan ? DefaultOfConsumptionPlan : Default;
        var (where, text) = environment.Find(Setting) is { } setting
            ? (Setting, setting)
            : ("host.json", InHostJson(Path.Combine(environment.Root, "host.json"), logger));
        if (text is null)
        {
            return absent;
        }

        if (text.Trim() == "-1")
        {
            return null;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero)
        {
            // No plan lets a process live that long, and timers of the system end before two months.
            return timeout <= Longest ? timeout : null;
        }

        Log.Unreadable(logger, where, "functionTimeout is no time such as 00:30:00, nor -1");
        return absent;
    }

    private static string? InHostJson(string file, ILogger logger)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(Field, out var value) ? value.ToString() : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.Unreadable(logger, file, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "How long an invocation may take cannot be read from {Where}, so the default counts: {Reason}.")]
        public static partial void Unreadable(ILogger logger, string where, string reason);
    }
}
