namespace FaunaFunctions.App.Hosting;

/// <summary>
/// Work beside the requests for as long as the process lives. That it is told to end is no failure, also where the process ends since it could not start:
/// the framework would log that as the failure of this work, before the reason is said.
/// </summary>
internal abstract class BackgroundWork : BackgroundService
{
    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilStoppedAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It was told to end.
        }
    }

    /// <summary>The work.</summary>
    /// <param name="stoppingToken">Cancelled when the process ends; to throw because of it is fine.</param>
    protected abstract Task UntilStoppedAsync(CancellationToken stoppingToken);
}
