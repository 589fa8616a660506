using System.Text.Json;

namespace FaunaFunctions.Benchmarks.Records;

/// <summary>The yardstick: every token of a page read by the framework's own reader, and nothing done with it.</summary>
internal static class TokenWalk
{
    /// <returns>The tokens.</returns>
    public static int Count(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }
}
