namespace FaunaFunctions.App.Logging;

/// <summary>
/// The log as the Functions host reads it: one line per message; on stdout what is Information to the host, on stderr what is
/// a Warning (the line holds <c>warn</c>) or an Error.
/// </summary>
internal sealed class LineLog(TextWriter output, TextWriter errors) : ILoggerProvider
{
    // The framework's line that the process cannot start, with the exception's whole trace. The exception is thrown as well, and told in one line by who starts the process.
    private const string StartFailed = "HostedServiceStartupFaulted";

    private readonly Lock _lock = new();

    /// <summary>Makes it the only log of the process.</summary>
    public static void Use(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Azure", LogLevel.Warning);
        logging.AddProvider(new LineLog(Console.Out, Console.Error));
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        var text = exception is null ? message : $"{message} {exception}";
        var line = $"{Name(level)}: {category}: {OneLine(text)}";
        var writer = level >= LogLevel.Warning ? errors : output;
        lock (_lock)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" | ");

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private sealed class Category(LineLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && eventId.Name != StartFailed)
            {
                log.Write(name, logLevel, formatter(state, exception), exception);
            }
        }
    }
}
