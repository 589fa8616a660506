using System.Runtime.InteropServices;

namespace FaunaFunctions.Cli;

/// <summary>Ctrl-C and SIGTERM: once asks for a clean stop, twice ends at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>Stop at the next good place, what was read committed. Commands with nothing to commit end at once.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>End at once.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Raised at the first signal, on a thread of its own.</summary>
    public event Action? Stopping;

    /// <summary>Signals of the process.</summary>
    public static StopSignals Listen()
    {
        var signals = new StopSignals();
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                // A third signal finds the system's own answer to it: the process ends wherever it is.
                context.Cancel = signals.Signal();
            }));
        }

        return signals;
    }

    /// <summary>What a signal does.</summary>
    /// <returns>Whether it was taken note of; false from the third one on.</returns>
    public bool Signal()
    {
        switch (Interlocked.Increment(ref _signals))
        {
            case 1:
                Stopping?.Invoke();
                _stop.Cancel();
                return true;
            case 2:
                _abort.Cancel();
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
        _abort.Dispose();
    }
}
