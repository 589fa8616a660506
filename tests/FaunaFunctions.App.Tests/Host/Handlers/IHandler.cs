namespace FaunaFunctions.App.Tests.Host.Handlers;

/// <summary>How the host starts a handler.</summary>
/// <param name="Executable">Full path, or a name that is looked up.</param>
/// <param name="Arguments">One text.</param>
/// <param name="Folder">Its current directory.</param>
/// <param name="Environment">All its variables.</param>
/// <param name="Port">The loopback port it is to listen on; it is in the variables too.</param>
internal sealed record HandlerStart(string Executable, string Arguments, string Folder, IReadOnlyDictionary<string, string> Environment, int Port);

/// <summary>Starts a handler.</summary>
/// <param name="start">How.</param>
/// <param name="output">Gets its lines of standard output.</param>
/// <param name="error">Gets its lines of standard error.</param>
internal delegate IHandler HandlerLauncher(HandlerStart start, Action<string> output, Action<string> error);

/// <summary>A handler that runs: a process, or in tests of the double itself something in this one.</summary>
internal interface IHandler : IAsyncDisposable
{
    /// <summary>Its exit code, when it has ended.</summary>
    Task<int> Exited { get; }

    /// <summary>Its process id; this process's when it is no process of its own.</summary>
    int ProcessId { get; }

    /// <summary>SIGKILL: no code of the handler runs any more.</summary>
    void Kill();
}
