namespace FaunaFunctions.App.Tests.Host.Definitions;

/// <summary>A function, from its folder.</summary>
/// <param name="Name">Its name: that of the folder, in its own case.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="Bindings">All its bindings, the trigger included.</param>
internal sealed record FunctionDefinition(string Name, Trigger Trigger, IReadOnlyList<FunctionBinding> Bindings)
{
    /// <summary>Whether the host may forward its HTTP requests as they are: one HTTP trigger and one HTTP answer, nothing else.</summary>
    public bool CanForward =>
        Trigger is HttpTrigger && Bindings.Count == 2 && Bindings.Count(b => b is { Type: "http", Direction: "out" }) == 1;
}

/// <summary>A binding of a function.</summary>
/// <param name="Name">The key it has in <c>Data</c>.</param>
/// <param name="Type">For example <c>timerTrigger</c>.</param>
/// <param name="Direction"><c>in</c>, <c>out</c> or <c>inout</c>.</param>
internal sealed record FunctionBinding(string Name, string Type, string Direction);

/// <summary>What starts a function.</summary>
/// <param name="Name">The binding's name.</param>
internal abstract record Trigger(string Name);

/// <summary>A schedule.</summary>
/// <param name="Name">The binding's name.</param>
/// <param name="Schedule">Six fields, settings replaced.</param>
/// <param name="RunOnStartup">Whether it fires when the host starts.</param>
internal sealed record TimerTrigger(string Name, string Schedule, bool RunOnStartup) : Trigger(Name);

/// <summary>Messages of a queue.</summary>
/// <param name="Name">The binding's name.</param>
/// <param name="Queue">The queue's name, settings replaced.</param>
/// <param name="ConnectionString">The connection string that the binding's connection setting holds.</param>
internal sealed record QueueTrigger(string Name, string Queue, string ConnectionString) : Trigger(Name);

/// <summary>HTTP requests.</summary>
/// <param name="Name">The binding's name.</param>
/// <param name="AuthLevel">Which key a caller needs.</param>
/// <param name="Methods">Upper case; empty for any.</param>
/// <param name="Route">Below the prefix, for example <c>sync/{export}</c>.</param>
internal sealed record HttpTrigger(string Name, AuthLevel AuthLevel, IReadOnlyList<string> Methods, string Route) : Trigger(Name);

/// <summary>Which key a caller needs.</summary>
internal enum AuthLevel
{
    /// <summary>None.</summary>
    Anonymous,

    /// <summary>A function's or the host's key, or the master key.</summary>
    Function,

    /// <summary>The master key.</summary>
    Admin,
}
