using FaunaFunctions.Fuzzing;

return CommandLine.IsMeant(args) ? await CommandLine.RunAsync(args, Console.Out) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
