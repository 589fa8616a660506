using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Core.Databases;

/// <summary>Passes the progress of one collection's run on as that of the database's run.</summary>
/// <param name="whole">Hears of it.</param>
/// <param name="done">What the collections before it have brought.</param>
internal sealed class ChildProgress(IProgress<RunProgress> whole, DatabaseRun done) : IProgress<RunProgress>
{
    public void Report(RunProgress value) => whole.Report(value with
    {
        Rows = done.Rows + value.Rows,
        Deletions = done.Deletions + value.Deletions,
        Bytes = done.Bytes + value.Bytes,
    });
}
