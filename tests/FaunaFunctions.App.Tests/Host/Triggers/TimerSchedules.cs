using System.Collections.Concurrent;
using FaunaFunctions.App.Tests.Host.Definitions;
using FaunaFunctions.App.Tests.Host.Invocations;
using NCrontab;

namespace FaunaFunctions.App.Tests.Host.Triggers;

/// <summary>Fires timers by their schedules, in UTC. A timer that still runs is not fired again; after a failure its schedule just goes on.</summary>
internal sealed class TimerSchedules(IReadOnlyList<FunctionDefinition> functions, Invoker invoker, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ScheduleStatus> _status = new();
    private int _armed;

    /// <summary>How often a timer began to wait for its next time; a clock that is moved by hand is moved between these.</summary>
    public int Armed => Volatile.Read(ref _armed);

    /// <summary>Runs until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(functions.Where(f => f.Trigger is TimerTrigger).Select(f => RunAsync(f, (TimerTrigger)f.Trigger, cancellationToken)));

    /// <summary>Fires one now, as its schedule would.</summary>
    /// <param name="function">Which.</param>
    /// <param name="isPastDue">Whether the host says that it fires late.</param>
    /// <param name="input">Started by hand: the input.</param>
    /// <param name="cancellationToken">The end of the host.</param>
    public async Task<Invocation> FireAsync(FunctionDefinition function, bool isPastDue, string? input, CancellationToken cancellationToken)
    {
        var trigger = (TimerTrigger)function.Trigger;
        var schedule = Parse(trigger);
        var now = clock.GetUtcNow();
        var next = Next(schedule, now);
        var isFrequent = Next(schedule, next) - next < TimeSpan.FromMinutes(1);
        var status = isFrequent ? null : _status.GetValueOrDefault(function.Name) ?? ScheduleStatus.Never(next);
        var invocation = await invoker.InvokeAsync(function.Name, Payload.Timer(function.Name, trigger.Name, status, isPastDue, now, input), cancellationToken);
        _status[function.Name] = new ScheduleStatus(now, Next(schedule, clock.GetUtcNow()), clock.GetUtcNow());
        return invocation;
    }

    private static CrontabSchedule Parse(TimerTrigger trigger) =>
        CrontabSchedule.Parse(trigger.Schedule, new CrontabSchedule.ParseOptions { IncludingSeconds = true });

    private static DateTimeOffset Next(CrontabSchedule schedule, DateTimeOffset after) => new(schedule.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    private async Task RunAsync(FunctionDefinition function, TimerTrigger trigger, CancellationToken cancellationToken)
    {
        var schedule = Parse(trigger);
        if (trigger.RunOnStartup)
        {
            await FireAsync(function, isPastDue: false, null, cancellationToken);
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            var due = Task.Delay(Next(schedule, now) - now, clock, cancellationToken);
            Interlocked.Increment(ref _armed);
            await due;
            await FireAsync(function, isPastDue: false, null, cancellationToken);
        }
    }
}
