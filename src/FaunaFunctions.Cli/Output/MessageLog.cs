using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Cli.Output;

/// <summary>Log lines on the message stream, when everything was asked for; else nothing.</summary>
/// <param name="writer">Where to; null for nowhere.</param>
/// <param name="time">Clock of the lines.</param>
internal sealed class MessageLog(TextWriter? writer, TimeProvider time) : ILoggerFactory
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(string category, LogLevel level, string message, Exception? exception)
    {
        var clock = time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            writer?.WriteLine($"{clock} {Name(level)} {category}: {message}{(exception is null ? "" : Environment.NewLine + exception)}");
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "error",
    };

    private sealed class Category(MessageLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.IsOpen;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.IsOpen)
            {
                log.Write(name, logLevel, formatter(state, exception), exception);
            }
        }
    }

    private bool IsOpen => writer is not null;
}
