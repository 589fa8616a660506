using FaunaFunctions.Fuzzing;

return CommandLine.IsMeant(args) ? await CommandLine.RunAsync(args) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
