using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Core.Databases;

internal static partial class DatabaseLog
{
    [LoggerMessage(1, LogLevel.Information, "Export {Export}: run {Run} over {Collections} collections starts, at {At} µs.")]
    public static partial void Started(ILogger logger, string export, string run, int collections, long at);

    [LoggerMessage(2, LogLevel.Information, "Export {Export}: run {Run} goes on; {Left} collections are left.")]
    public static partial void Resumed(ILogger logger, string export, string run, int left);

    [LoggerMessage(3, LogLevel.Information, "Export {Export}: run {Run} stopped at its budget; {Left} collections are left, and the next invocation goes on.")]
    public static partial void Stopped(ILogger logger, string export, string run, int left);

    [LoggerMessage(4, LogLevel.Information, "Export {Export}: run {Run} is finished with {Rows} rows; {Failed} collections failed.")]
    public static partial void Finished(ILogger logger, string export, string run, long rows, int failed);

    [LoggerMessage(5, LogLevel.Error, "Export {Export}: collection {Collection} could not be exported: {Kind}: {Message}")]
    public static partial void ChildFailed(ILogger logger, string export, string collection, string kind, string message);

    [LoggerMessage(6, LogLevel.Error, "Export {Export} failed: {Kind}: {Message}")]
    public static partial void Failed(ILogger logger, string export, string kind, string message);
}
