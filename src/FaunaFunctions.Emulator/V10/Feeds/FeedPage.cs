using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Wire;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Feeds;

/// <summary>Answers a request for a feed's next page.</summary>
internal static class FeedPage
{
    // Room for one event, as a rule.
    private const int EventSize = 2048;

    public static void Write(FqlRun run, FeedRequest request, JsonBuffer output)
    {
        var nowhere = new Span(SourceText.Of(""), 0, 0);
        var token = Token(run, request, nowhere);
        var reader = new FeedReader(run.Start(), token);
        var start = request.Cursor is { } text
            ? EventCursor.Parse(text) ?? throw RequestFailure.Invalid("Invalid request body: invalid event cursor provided.")
            : new EventCursor(request.StartTs ?? token.StartTs, 0);
        output.Write("{\"events\":["u8);
        var (cursor, more) = start.Ts < reader.Collection.MinimumValidTime(run.Snapshot)
            ? TooOld(start, output)
            : Events(run, reader, start, request.PageSize, output);
        output.Write("],\"cursor\":"u8);
        output.WriteString(cursor.ToString());
        output.Write(more ? ",\"has_next\":true"u8 : ",\"has_next\":false"u8);
        WriteStats(run, output);
        output.Write((byte)'}');
    }

    private static EventToken Token(FqlRun run, FeedRequest request, Span nowhere)
    {
        try
        {
            var token = EventToken.Read(run, request.Token, nowhere) ?? throw RequestFailure.Invalid("Invalid request body: invalid event source provided.");
            if (token.Set.NotStreamable is { } reason)
            {
                // The name of its collection is that of a native one.
                throw new QueryFailure("invalid_receiver", $"can't call `.eventSource()` because {reason}", nowhere);
            }

            EventSources.CheckAccess(run, FeedSource.Of(token.Set), nowhere);
            return token;
        }
        catch (QueryFailure e)
        {
            throw RequestFailure.Invalid("Error evaluating provided event source, " + e.Message);
        }
    }

    private static (EventCursor Cursor, bool More) TooOld(EventCursor start, JsonBuffer output)
    {
        WriteError(output, "invalid_stream_start_time", $"Stream start time {TimeValue.FromMicros(start.Ts)} is too far in the past. Recreate the stream and try again.", null);
        return (start, false);
    }

    // An error ends the page. Where nothing follows, the feed goes on from the present.
    private static (EventCursor Cursor, bool More) Events(FqlRun run, FeedReader reader, EventCursor start, int size, JsonBuffer output)
    {
        var (count, last, ended) = (0, start, false);
        foreach (var change in reader.Changes(start))
        {
            var buffer = new JsonBuffer(EventSize);
            bool failed;
            try
            {
                if (reader.Event(change) is not { } found)
                {
                    continue;
                }

                failed = false;
                WriteEvent(run, change, found, buffer);
            }
            catch (QueryFailure e)
            {
                failed = true;
                buffer = new JsonBuffer(EventSize);
                WriteError(buffer, e.Code, e.Message, e.AbortValue is { } abort ? b => new ValueWriter(run.Start(), b, ValueFormat.Tagged).Write(abort) : null);
            }

            if (ended || count == size)
            {
                return (last, true);
            }

            output.Write(count == 0 ? ""u8 : ","u8);
            foreach (var segment in buffer.Segments())
            {
                output.Write(segment.Span);
            }

            count++;
            last = change.Cursor;
            ended = failed;
        }

        return (new EventCursor(run.Snapshot, 0), false);
    }

    private static void WriteEvent(FqlRun run, FeedChange change, FeedEvent found, JsonBuffer output)
    {
        output.Write("{\"type\":"u8);
        output.WriteString(found.Type);
        output.Write(",\"data\":"u8);
        new ValueWriter(run.Start(), output, ValueFormat.Tagged).Write(found.Data);
        output.Write(",\"txn_ts\":"u8);
        output.WriteLong(change.Cursor.Ts);
        output.Write(",\"cursor\":"u8);
        output.WriteString(change.Cursor.ToString());
        WriteStats(run, output);
        output.Write((byte)'}');
    }

    private static void WriteError(JsonBuffer output, string code, string message, Action<JsonBuffer>? abort)
    {
        output.Write("{\"type\":\"error\",\"error\":{\"code\":"u8);
        output.WriteString(code);
        output.Write(",\"message\":"u8);
        output.WriteString(message);
        if (abort is not null)
        {
            output.Write(",\"abort\":"u8);
            abort(output);
        }

        output.Write("},\"stats\":{\"read_ops\":1,\"storage_bytes_read\":0,\"compute_ops\":1,\"processing_time_ms\":1,\"rate_limits_hit\":[]}}"u8);
    }

    private static void WriteStats(FqlRun run, JsonBuffer output)
    {
        output.Write(",\"stats\":{\"read_ops\":"u8);
        output.WriteLong(Math.Max(1, run.DocumentsRead));
        output.Write(",\"storage_bytes_read\":0,\"compute_ops\":1,\"processing_time_ms\":1,\"rate_limits_hit\":[]}"u8);
    }
}
