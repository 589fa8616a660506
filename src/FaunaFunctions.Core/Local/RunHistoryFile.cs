using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// An export's history: a line of JSON per run, added at the end; of several lines with one run id the last counts. A line that a kill
/// or a power loss tore is skipped: the history informs, no run rests on it.
/// </summary>
internal static class RunHistoryFile
{
    /// <summary>Bytes beyond which the file is cut back to the newest <see cref="Kept"/> runs.</summary>
    private const long Limit = 4 * 1024 * 1024;

    /// <summary>Runs that a cut leaves.</summary>
    private const int Kept = 2000;

    private static ReadOnlySpan<byte> LineFeed => "\n"u8;

    /// <summary>Adds a run. The caller holds the export's lock.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="temporary">A name for rewriting it.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task AppendAsync(string path, string temporary, RunRecord run, CancellationToken cancellationToken)
    {
        var isNew = !File.Exists(path);
        await using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, DurableFile.Shared, bufferSize: 0, FileOptions.Asynchronous))
        {
            file.Seek(0, SeekOrigin.End);

            // A torn line must not swallow this one.
            byte[] line = [.. EndsTorn(file) ? LineFeed : [], .. CursorJson.WriteRun(run), .. LineFeed];
            await file.WriteAsync(line, cancellationToken);
            file.Flush(flushToDisk: true);
            if (isNew)
            {
                DurableFile.SyncFolder(Path.GetDirectoryName(path)!);
            }

            if (file.Length <= Limit)
            {
                return;
            }
        }

        var newest = (await ReadAsync(path, cancellationToken)).Take(Kept).Reverse();
        await DurableFile.ReplaceAsync(path, temporary, newest.SelectMany(kept => CursorJson.WriteRun(kept).Append((byte)'\n')).ToArray(), cancellationToken);
    }

    /// <summary>All runs, newest first by their start.</summary>
    public static async Task<IReadOnlyList<RunRecord>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var content = await DurableFile.ReadAsync(path, cancellationToken) ?? [];
        var runs = new Dictionary<string, RunRecord>(StringComparer.Ordinal);
        foreach (var range in content.AsSpan().Split((byte)'\n'))
        {
            if (CursorJson.ReadRun(content.AsSpan(range)) is { } run)
            {
                runs[run.Run] = run;
            }
        }

        return [.. runs.Values.OrderByDescending(run => run.Started).ThenByDescending(run => run.Run, StringComparer.Ordinal)];
    }

    private static bool EndsTorn(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
