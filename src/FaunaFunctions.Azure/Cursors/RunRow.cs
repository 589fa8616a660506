using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Azure.Cursors;

/// <summary>
/// A run of an export's history as a table row beside the cursor. A table sorts by key, so the key begins with the start time, inverted: the
/// newest run comes first. The columns are for people who look into the table; what is read back is the text.
/// </summary>
internal static class RunRow
{
    /// <summary>Begins the key of every run.</summary>
    public const string Prefix = "run-";

    /// <summary>Comes after every run's key.</summary>
    public const string End = "run.";

    /// <summary>Longest error that is kept, in UTF-16 code units.</summary>
    private const int LongestError = 16_000;

    /// <summary>The key of the first run, in order of keys, that started before a time.</summary>
    /// <param name="started">µs.</param>
    public static string KeyBefore(long started) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{long.MaxValue - started:D19}~");

    /// <summary>The row to write.</summary>
    public static TableEntity Of(RunRecord run)
    {
        var kept = run.Error is { Length: > LongestError } error ? run with { Error = string.Concat(error.AsSpan(0, LongestError), "…") } : run;
        var row = new TableEntity(ExportKey.Of(run.Export), string.Create(CultureInfo.InvariantCulture, $"{Prefix}{long.MaxValue - run.Started:D19}-{run.Run}"))
        {
            ["Run"] = run.Run,
            ["Mode"] = run.Mode.ToString(),
            ["Outcome"] = run.Outcome,
            ["Started"] = DateTimeOffset.UnixEpoch.AddMicroseconds(run.Started),
            ["Finished"] = DateTimeOffset.UnixEpoch.AddMicroseconds(run.Finished),
            ["Rows"] = run.Rows,
            ["Deletions"] = run.Deletions,
            ["Bytes"] = run.Bytes,
        };
        TableText.Write(row, Encoding.UTF8.GetString(CursorJson.WriteRun(kept)));
        return row;
    }

    /// <summary>The run of a row; null when it is damaged: the history informs, no run rests on it.</summary>
    public static RunRecord? Read(TableEntity row)
    {
        try
        {
            return CursorJson.ReadRun(Encoding.UTF8.GetBytes(TableText.Read(row, row.RowKey)));
        }
        catch (CursorCorrupt)
        {
            return null;
        }
    }
}
