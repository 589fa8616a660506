using FaunaFunctions.App.Runs;

namespace FaunaFunctions.App.Hosting;

/// <summary>Keeps the process until its runs have committed what they have.</summary>
internal sealed class RunDrain(RunCoordinator coordinator) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => coordinator.StopAsync(Lifetime.Patience);
}
