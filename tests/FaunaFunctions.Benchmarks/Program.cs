using BenchmarkDotNet.Running;
using FaunaFunctions.Benchmarks.ColdStart;
using FaunaFunctions.Benchmarks.EndToEnd;
using FaunaFunctions.Benchmarks.Records;

// Whole exports, and the child processes that measuring them takes.
if (await EndToEndModes.TryRunAsync(args))
{
    return 0;
}

// The function app's start, natively compiled and not.
if (await ColdStartModes.TryRunAsync(args))
{
    return 0;
}

// The record writer against a token walk, in a few seconds.
if (args is ["--quick"])
{
    QuickRatio.Run(Console.Out);
    return 0;
}

// Everything else is BenchmarkDotNet's: --filter '*RecordWriter*'
BenchmarkSwitcher.FromAssembly(typeof(RecordWriterBenchmark).Assembly).Run(args);
return 0;
