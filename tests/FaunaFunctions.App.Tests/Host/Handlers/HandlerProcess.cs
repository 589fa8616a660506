using System.Diagnostics;
using System.Text;

namespace FaunaFunctions.App.Tests.Host.Handlers;

/// <summary>A handler as a process.</summary>
internal sealed class HandlerProcess : IHandler
{
    private readonly Process _process;

    private HandlerProcess(Process process, Action<string> output, Action<string> error)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Pass(e.Data, output);
        process.ErrorDataReceived += (_, e) => Pass(e.Data, error);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        ProcessId = process.Id;
        Exited = ExitAsync();
    }

    /// <inheritdoc/>
    public Task<int> Exited { get; }

    /// <inheritdoc/>
    public int ProcessId { get; }

    /// <summary>Starts one.</summary>
    public static IHandler Start(HandlerStart start, Action<string> output, Action<string> error)
    {
        var info = new ProcessStartInfo(start.Executable, start.Arguments)
        {
            WorkingDirectory = start.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return new HandlerProcess(new Process { StartInfo = info }, output, error);
    }

    /// <inheritdoc/>
    public void Kill()
    {
        if (!Exited.IsCompleted)
        {
            _process.Kill();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        _process.Dispose();
    }

    private static void Pass(string? line, Action<string> to)
    {
        if (line is not null)
        {
            to(line);
        }
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
