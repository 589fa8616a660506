using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.Algorithm;

/// <summary>A document's version as an export has it, or its deletion.</summary>
/// <param name="Ts">Microseconds.</param>
/// <param name="Data">The version's data as JSON; null for a deletion.</param>
/// <param name="Ttl">The version's ttl as JSON; null when it has none.</param>
internal sealed record Row(string Id, long Ts, string? Data, string? Ttl)
{
    public bool IsDeletion => Data is null;

    public static Row Deletion(string id, long ts) => new(id, ts, null, null);

    public static Row Read(JsonElement document) => new(
        document.GetProperty("ref").GetProperty("@ref").GetProperty("id").GetString()!,
        document.GetProperty("ts").GetInt64(),
        document.GetProperty("data").GetRawText(),
        document.TryGetProperty("ttl", out var ttl) ? ttl.GetRawText() : null);
}
