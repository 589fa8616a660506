namespace FaunaFunctions.Cli.Failures;

/// <summary>What the process says to the one who started it. Documented in docs/cli.md.</summary>
internal enum ExitCode
{
    /// <summary>Everything that was asked for is done.</summary>
    Done = 0,

    /// <summary><c>verify</c> found a difference, or the program met something it does not know.</summary>
    Wrong = 1,

    /// <summary>The command line or the settings cannot be used.</summary>
    BadSettings = 2,

    /// <summary>Fauna refused, could not be reached, or answered what cannot be believed.</summary>
    FaunaRefused = 3,

    /// <summary>The storage refused, holds what does not belong there, or is held by another run.</summary>
    StorageRefused = 4,

    /// <summary>Stopped at its budget, or by one Ctrl-C: what was read is committed, and there is more to do.</summary>
    Stopped = 5,

    /// <summary>Ended at once by a second Ctrl-C.</summary>
    Interrupted = 130,
}
