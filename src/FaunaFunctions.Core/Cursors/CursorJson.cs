using System.Text.Json;
using System.Text.Json.Serialization;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Core.Cursors;

/// <summary>Cursors and run records as JSON, the same in every store.</summary>
/// <remarks>
/// Reading is strict: a missing, doubled or unknown field is an error, for writing a cursor back without a field
/// that a newer version relies on would lose it in silence.
/// </remarks>
public static class CursorJson
{
    /// <summary>The cursor as UTF-8 JSON.</summary>
    public static byte[] Write(ExportCursor cursor) => JsonSerializer.SerializeToUtf8Bytes(cursor, CursorJsonContext.Default.ExportCursor);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="where">Names the place in the error.</param>
    /// <exception cref="CursorCorrupt">It is not a cursor, or one of a newer version.</exception>
    public static ExportCursor Read(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            var cursor = JsonSerializer.Deserialize(json, CursorJsonContext.Default.ExportCursor)
                ?? throw new CursorCorrupt(where, "it holds null");
            return StrictJson.HasNullInList(json) ? throw new CursorCorrupt(where, "a list in it holds null")
                : cursor.Run is { } run && (run.NextPart < 1 || run.Rows < 0 || run.Deletions < 0 || run.Bytes < 0 || run.Expired < 0) ? throw new CursorCorrupt(where, "its run has counts that cannot be")
                : cursor;
        }
        catch (JsonException e)
        {
            throw new CursorCorrupt(where, StrictJson.Describe(e), e);
        }
    }

    /// <summary>The record as one line of UTF-8 JSON, without line feed.</summary>
    public static byte[] WriteRun(RunRecord run) => JsonSerializer.SerializeToUtf8Bytes(run, CursorJsonContext.Default.RunRecord);

    /// <summary>Reads what <see cref="WriteRun"/> wrote; null when it is anything else.</summary>
    public static RunRecord? ReadRun(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CursorJsonContext.Default.RunRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(PositionJsonConverter), typeof(NamedEnum<RunMode>), typeof(NamedEnum<Compression>)])]
[JsonSerializable(typeof(ExportCursor))]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class CursorJsonContext : JsonSerializerContext;

internal sealed class PositionJsonConverter : JsonConverter<RunPosition>
{
    public override RunPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A position is a string.");
        }

        try
        {
            return PositionText.Parse(reader.GetString()!);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, RunPosition value, JsonSerializerOptions options) =>
        writer.WriteStringValue(PositionText.Format(value));
}
