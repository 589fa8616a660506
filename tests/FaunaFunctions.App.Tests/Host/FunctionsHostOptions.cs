using FaunaFunctions.App.Tests.Host.Handlers;
using FaunaFunctions.App.Tests.Host.Triggers;

namespace FaunaFunctions.App.Tests.Host;

/// <summary>How the double is started.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The app's folder: host.json, the functions' folders, the executable.</summary>
    public required string Root { get; init; }

    /// <summary>App settings; the handler gets them as environment variables.</summary>
    public IReadOnlyDictionary<string, string> AppSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether timers fire by their schedules; else only when a test says so.</summary>
    public bool RunsSchedules { get; init; }

    /// <summary>Whether queues are asked for messages.</summary>
    public bool RunsQueues { get; init; } = true;

    /// <summary>The clock of the schedules.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The time of everything else: timeouts, kills, the memory of crashes.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Starts the handler: as a process.</summary>
    public HandlerLauncher Launcher { get; init; } = HandlerProcess.Start;

    /// <summary>What callers of HTTP functions need.</summary>
    public HostKeys Keys { get; init; } = new("function-key", "master-key");
}
