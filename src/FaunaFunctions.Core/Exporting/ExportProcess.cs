using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>A process that exports.</summary>
public static class ExportProcess
{
    // What a run does at once beside reading: converting, and hashing or compressing.
    private const int StagesBesideReading = 2;

    /// <summary>Prepares the process: for an executable to call when it starts.</summary>
    public static void Prepare()
    {
        NativeHeap.ReturnFreedMemory();

        // By default as many as there are processors. On a small machine all of them are then at work on what was read, and the
        // next answer waits in its socket until one of them has finished a chunk.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + StagesBesideReading), completions);
    }
}
