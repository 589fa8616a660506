using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace FaunaFunctions.Cli.Tests.Support;

/// <summary>The executable as a process of its own.</summary>
internal sealed partial class CliProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    private CliProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Add(_out, e.Data);
        process.ErrorDataReceived += (_, e) => Add(_error, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="environment">Variables it gets beside this process's.</param>
    /// <param name="args">Its arguments.</param>
    public static CliProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "faunafunctions.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliRun> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> args)
    {
        await using var process = Start(folder, environment, args);
        return await process.ExitAsync();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Waits for a line of its standard output.</summary>
    /// <param name="start">How the line starts.</param>
    public Task<string> LineAsync(string start) => LineAsync(_out, start);

    /// <summary>Waits for a line of its standard error.</summary>
    /// <param name="start">How the line starts.</param>
    public Task<string> ErrorAsync(string start) => LineAsync(_error, start);

    private async Task<string> LineAsync(StringBuilder text, string start)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            lock (_out)
            {
                if (text.ToString().Split('\n').FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal)) is { } line)
                {
                    return line;
                }
            }

            Assert.False(HasExited, $"The process ended: {_error}");
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<CliRun> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        lock (_out)
        {
            return new CliRun(_process.ExitCode, _out.ToString(), _error.ToString());
        }
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>
    /// SIGINT, as Ctrl-C sends it; SIGTERM, which means the same to the program, where the tests were started with SIGINT ignored
    /// (a shell does so with what it runs in the background), since a process inherits that.
    /// </summary>
    public void PressCtrlC() => Assert.Equal(0, SendSignal(_process.Id, IgnoresInterrupts() ? Terminate : Interrupt));

    private bool IgnoresInterrupts()
    {
        const string Mask = "SigIgn:";
        var status = $"/proc/{_process.Id}/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Mask, StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToUInt64(line[Mask.Length..].Trim(), 16) & (1UL << (Interrupt - 1))) != 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Add(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_out)
        {
            text.Append(line).Append('\n');
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
