using Microsoft.Extensions.Logging;

namespace FaunaFunctions.App.Tests.Host;

/// <summary>A line of the host's log.</summary>
/// <param name="Level">How bad.</param>
/// <param name="Category">For example <c>Function.export-orders.User</c>; <c>Handler</c> for what the handler printed, <c>Host</c> for the host's own.</param>
/// <param name="Text">The line.</param>
internal sealed record HostLogLine(LogLevel Level, string Category, string Text);

/// <summary>The host's log. Safe for concurrent calls.</summary>
internal sealed class HostLog
{
    private readonly List<HostLogLine> _lines = [];
    private readonly List<(Func<HostLogLine, bool> Matches, TaskCompletionSource<HostLogLine> Found)> _waits = [];
    private readonly Lock _lock = new();

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<HostLogLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>All lines so far as one text.</summary>
    public string Text => string.Join('\n', Lines.Select(l => $"{l.Level} {l.Category}: {l.Text}"));

    /// <summary>Adds a line.</summary>
    public void Add(LogLevel level, string category, string text)
    {
        var line = new HostLogLine(level, category, text);
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var wait in _waits.Where(w => w.Matches(line)).ToList())
            {
                wait.Found.TrySetResult(line);
                _waits.Remove(wait);
            }
        }
    }

    /// <summary>Waits for a line, or finds one that is there already.</summary>
    /// <param name="matches">Which.</param>
    /// <exception cref="TimeoutException">None came within a minute.</exception>
    public async Task<HostLogLine> LineAsync(Func<HostLogLine, bool> matches)
    {
        var found = new TaskCompletionSource<HostLogLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_lines.FirstOrDefault(matches) is { } line)
            {
                return line;
            }

            _waits.Add((matches, found));
        }

        try
        {
            return await found.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No such line among:\n{Text}");
        }
    }
}
