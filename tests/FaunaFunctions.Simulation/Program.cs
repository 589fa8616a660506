using FaunaFunctions.Simulation;

return CommandLine.Run(args);
