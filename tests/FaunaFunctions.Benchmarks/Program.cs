using FaunaFunctions.Benchmarks.EndToEnd;

return await EndToEndModes.TryRunAsync(args) ? 0 : 2;
