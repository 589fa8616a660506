using FaunaFunctions.Cli.Output;

namespace FaunaFunctions.Cli.Tests.Support;

/// <summary>What a command line did.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int Code, string Out, string Error)
{
    /// <summary>Lines of <see cref="Error"/>.</summary>
    public IReadOnlyList<string> Messages => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs a command line in this process, in a workspace.</summary>
    public static async Task<CliRun> InProcessAsync(Workspace workspace, params IReadOnlyList<string> args)
    {
        using var stops = new StopSignals();
        return await InProcessAsync(workspace, stops, args);
    }

    /// <summary>The same with signals of the test's own.</summary>
    public static async Task<CliRun> InProcessAsync(Workspace workspace, StopSignals stops, params IReadOnlyList<string> args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new CommandHost(Terminal.Of(output, TextWriter.Synchronized(error)), stops, TimeProvider.System, workspace.AppSetting);
        var code = await new CommandLineApp(host).RunAsync(args);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
