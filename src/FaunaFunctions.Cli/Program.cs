using FaunaFunctions.Cli;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Exporting;

ExportProcess.Prepare();
using var stops = StopSignals.Listen();
return await new CommandLineApp(new CommandHost(Terminal.OfProcess(), stops, TimeProvider.System)).RunAsync(args);
