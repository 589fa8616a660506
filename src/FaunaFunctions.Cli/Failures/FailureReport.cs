using FaunaFunctions.Cli.Output;
using Spectre.Console;

namespace FaunaFunctions.Cli.Failures;

/// <summary>Tells the user, or the machine, what went wrong.</summary>
internal static class FailureReport
{
    /// <summary>Writes a failure: one message, and its stack trace only when everything was asked for.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="exception">What happened.</param>
    /// <param name="json">Whether a machine reads.</param>
    /// <param name="verbose">Whether to add the stack trace.</param>
    /// <returns>The exit code.</returns>
    public static ExitCode Write(Terminal terminal, Exception exception, bool json, bool verbose)
    {
        var failure = Failure.Of(exception);
        if (json)
        {
            MachineOutput.Write(terminal, new ErrorOutput(ErrorDetail.Of(failure)));
        }
        else
        {
            Write(terminal, failure, about: null);
        }

        if (verbose)
        {
            terminal.MessageWriter.WriteLine(exception);
        }

        return failure.Code;
    }

    /// <summary>Writes a failure for people.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="about">What it happened to, such as an export's name; null for everything.</param>
    public static void Write(Terminal terminal, Failure failure, string? about)
    {
        var title = about is null ? failure.Title + ":" : $"✗ {about}";
        if (failure.Messages is [var only] && !only.Contains('\n', StringComparison.Ordinal))
        {
            terminal.Messages.MarkupLineInterpolated($"[red bold]{title}[/] {only}");
            return;
        }

        terminal.Messages.MarkupLineInterpolated($"[red bold]{title}[/]");
        foreach (var line in failure.Messages.SelectMany(m => m.Split('\n')))
        {
            terminal.Messages.MarkupLineInterpolated($"  {line.TrimEnd()}");
        }
    }
}
