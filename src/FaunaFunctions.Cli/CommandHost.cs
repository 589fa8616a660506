using FaunaFunctions.Cli.Output;

namespace FaunaFunctions.Cli;

/// <summary>What every command works with.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Stops">How it is told to stop.</param>
/// <param name="Time">Clock.</param>
/// <param name="AppSetting">Looks up <c>%NAME%</c> of the settings; null for the environment's variables.</param>
internal sealed record CommandHost(Terminal Terminal, StopSignals Stops, TimeProvider Time, Func<string, string?>? AppSetting = null);
