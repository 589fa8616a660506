using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Exporting;

internal static partial class RunLog
{
    [LoggerMessage(1, LogLevel.Information, "Export {Export}: {Mode} run {Run} starts.")]
    public static partial void Started(ILogger logger, string export, string mode, string run);

    [LoggerMessage(2, LogLevel.Information, "Export {Export}: run {Run} goes on behind {Parts} committed parts.")]
    public static partial void Resumed(ILogger logger, string export, string run, int parts);

    [LoggerMessage(3, LogLevel.Information, "Export {Export}: nothing changed up to {Through} µs.")]
    public static partial void Idle(ILogger logger, string export, long through);

    [LoggerMessage(4, LogLevel.Information, "Export {Export}: run {Run} stopped at its budget with {Rows} rows committed; the next invocation goes on.")]
    public static partial void Stopped(ILogger logger, string export, string run, long rows);

    [LoggerMessage(5, LogLevel.Information, "Export {Export}: run {Run} is complete with {Rows} rows, {Deletions} of them deletions.")]
    public static partial void Completed(ILogger logger, string export, string run, long rows, long deletions);

    [LoggerMessage(6, LogLevel.Warning, "Export {Export}: {Warning}")]
    public static partial void HistoryLost(ILogger logger, string export, string warning);

    [LoggerMessage(7, LogLevel.Error, "Export {Export} failed: {Kind}: {Message}")]
    public static partial void Failed(ILogger logger, string export, string kind, string message);

    [LoggerMessage(10, LogLevel.Information, "Export {Export}: {Documents} documents vanished before the snapshot of run {Run}; their deletions were inferred.")]
    public static partial void Inferred(ILogger logger, string export, string run, long documents);

    [LoggerMessage(9, LogLevel.Warning, "Export {Export}: run {Run} is read anew, since it was refused: {Why}")]
    public static partial void ReadAnew(ILogger logger, string export, string run, string why);

    [LoggerMessage(8, LogLevel.Warning, "Export {Export}: the snapshot time {Was} µs fell out of the collection's history; the run goes on at {Now} µs.")]
    public static partial void Rebased(ILogger logger, string export, long was, long now);
}
