namespace FaunaFunctions.App.Hosting;

/// <summary>The process: from its command line to its exit code.</summary>
internal static class HandlerProcess
{
    // The host restarts a handler that ends with 200 without counting a crash, and never one that ends with 0.
    private const int WantedRestart = 200;
    private const int BadStart = 2;

    /// <summary>Serves until the process is told to end.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var environment = new HandlerEnvironment(Environment.GetEnvironmentVariable, TimeProvider.System, Random.Shared);
        HandlerOptions options;
        try
        {
            options = HandlerOptions.Read(arguments, environment);
        }
        catch (OptionsInvalid e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return BadStart;
        }

        await using var app = HandlerApp.Build(options, environment);
        try
        {
            await app.RunAsync();
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"error: port {options.Port} of 127.0.0.1 cannot be listened on: {e.Message}");
            return BadStart;
        }

        return options.Standalone ? 0 : WantedRestart;
    }
}
