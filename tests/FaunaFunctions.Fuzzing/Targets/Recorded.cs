using System.Text;
using System.Text.Json;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Answers of running servers.</summary>
internal static class Recorded
{
    private const int Longest = 16 * 1024;

    /// <summary>Pages of documents of every kind.</summary>
    public static IEnumerable<string> Pages(bool v4)
    {
        foreach (var line in File.ReadLines(PathOf("every-kind.corpus")))
        {
            using var parsed = JsonDocument.Parse(line);
            if (parsed.RootElement.GetProperty("api").GetString() == "v4" == v4)
            {
                yield return parsed.RootElement.GetProperty("response").GetString()!;
            }
        }
    }

    /// <summary>The documents of such pages, each by itself.</summary>
    public static IEnumerable<byte[]> Documents(bool v4)
    {
        foreach (var page in Pages(v4))
        {
            using var parsed = JsonDocument.Parse(page, new JsonDocumentOptions { MaxDepth = 4096 });
            var top = parsed.RootElement.GetProperty(v4 ? "resource" : "data");
            var list = top.ValueKind == JsonValueKind.Array ? top : top.TryGetProperty("page", out var inner) ? inner.GetProperty("data") : top.GetProperty("data");
            foreach (var document in list.EnumerateArray())
            {
                yield return Encoding.UTF8.GetBytes(document.GetRawText());
            }
        }
    }

    /// <summary>Answers of recorded scenarios, the long ones left out.</summary>
    /// <param name="scenario">Begins the scenarios' names.</param>
    /// <param name="isWanted">By path, status and text.</param>
    public static IEnumerable<byte[]> Answers(string scenario, Func<string, int, string, bool> isWanted)
    {
        foreach (var file in Directory.EnumerateFiles(PathOf(""), scenario + "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file).Skip(1))
            {
                using var parsed = JsonDocument.Parse(line);
                var step = parsed.RootElement;
                if (step.TryGetProperty("response", out var response)
                    && response.GetString() is { Length: > 0 and < Longest } text
                    && isWanted(step.GetProperty("path").GetString()!, step.GetProperty("status").GetInt32(), text))
                {
                    yield return Encoding.UTF8.GetBytes(text);
                }
            }
        }
    }

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Data", file);
}
