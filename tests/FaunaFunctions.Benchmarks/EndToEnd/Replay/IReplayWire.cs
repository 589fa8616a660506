using System.Buffers;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>A query language, as far as a replay server speaks it.</summary>
internal interface IReplayWire
{
    /// <summary>The body of a 429.</summary>
    string Throttled { get; }

    /// <summary>A page of documents behind its last one.</summary>
    string PageTail { get; }

    /// <summary>A page of documents up to its first one.</summary>
    string PageHead(ReplayCollection collection, ReplayRequest request);

    /// <summary>What a request asks for, told by the forms in it: it is our own client's, so nothing is checked.</summary>
    ReplayRequest Parse(in ReadOnlySequence<byte> body);

    /// <summary>The answer to any request but one for documents.</summary>
    (int Status, string Json) Answer(ReplayCollection collection, ReplayRequest request);
}
