using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V4.Rendering;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>What answers hold beside the result.</summary>
internal static class AnswerText
{
    /// <summary>An error for which no query is to blame.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">For example <c>invalid_request</c>.</param>
    /// <param name="message">For people.</param>
    /// <param name="limitHit">The rate limit that was hit; null for none.</param>
    public static FqlAnswer Error(int status, string code, string message, string? limitHit = null)
    {
        var output = new JsonBuffer();
        output.Write("{\"error\":{\"code\":"u8);
        output.WriteString(code);
        output.Write(",\"message\":"u8);
        output.WriteString(message);
        output.Write((byte)'}');
        if (limitHit is not null)
        {
            WriteStats(output, 0, limitHit);
        }

        output.Write((byte)'}');
        return new FqlAnswer(status, output);
    }

    /// <summary>A query's failure: 400, whatever it is.</summary>
    public static FqlAnswer Failed(FqlRun run, FqlHeaders headers, QueryFailure failure, long schemaVersion)
    {
        var output = new JsonBuffer();
        output.Write("{\"error\":{\"code\":"u8);
        output.WriteString(failure.Code);
        output.Write(",\"message\":"u8);
        output.WriteString(failure.Message);
        if (failure.Failures is { } failures)
        {
            WriteFailures(output, failures);
        }

        if (failure.AbortValue is { } abort)
        {
            output.Write(",\"abort\":"u8);
            WriteAbort(run, headers, output, abort);
        }

        output.Write((byte)'}');
        WriteRest(output, run, headers, string.Join('\n', [.. run.Logs, failure.Summary]), schemaVersion);
        return new FqlAnswer(400, output, run.DocumentsRead, run.RowsRead);
    }

    /// <summary>Summary, time, statistics and schema version.</summary>
    public static void WriteRest(JsonBuffer output, FqlRun run, FqlHeaders headers, string summary, long schemaVersion)
    {
        output.Write(",\"summary\":"u8);
        output.WriteString(summary);
        output.Write(",\"txn_ts\":"u8);
        output.WriteLong(run.Transaction.Time);
        WriteStats(output, run.DocumentsRead, null);
        if (headers.Tags is { } tags)
        {
            output.Write(",\"query_tags\":"u8);
            output.WriteString(string.Join(',', tags.Split(',').Reverse()));
        }

        output.Write(",\"schema_version\":"u8);
        output.WriteLong(schemaVersion);
        output.Write((byte)'}');
    }

    private static void WriteStats(JsonBuffer output, int reads, string? limitHit)
    {
        output.Write(",\"stats\":{\"compute_ops\":1,\"read_ops\":"u8);
        output.WriteLong(reads);
        output.Write(",\"write_ops\":0,\"query_time_ms\":1,\"contention_retries\":0,\"storage_bytes_read\":0,\"storage_bytes_write\":0,\"rate_limits_hit\":["u8);
        if (limitHit is not null)
        {
            output.WriteString(limitHit);
        }

        output.Write("]}"u8);
    }

    private static void WriteAbort(FqlRun run, FqlHeaders headers, JsonBuffer output, Emulator.Values.Value abort)
    {
        if (headers.Format == ValueFormat.Decorated)
        {
            output.WriteString(DecoratedText.Of(run.Start(), abort));
        }
        else
        {
            new ValueWriter(run.Start(), output, headers.Format).Write(abort);
        }
    }

    private static void WriteFailures(JsonBuffer output, IReadOnlyList<ConstraintFailure> failures)
    {
        output.Write(",\"constraint_failures\":["u8);
        for (var i = 0; i < failures.Count; i++)
        {
            output.Write(i == 0 ? "{\"paths\":["u8 : ",{\"paths\":["u8);
            for (var j = 0; j < failures[i].Paths.Count; j++)
            {
                output.Write(j == 0 ? "["u8 : ",["u8);
                for (var k = 0; k < failures[i].Paths[j].Count; k++)
                {
                    output.Write(k == 0 ? default : ","u8);
                    output.WriteString(failures[i].Paths[j][k]);
                }

                output.Write((byte)']');
            }

            output.Write("],\"message\":"u8);
            output.WriteString(failures[i].Message);
            output.Write((byte)'}');
        }

        output.Write((byte)']');
    }
}
