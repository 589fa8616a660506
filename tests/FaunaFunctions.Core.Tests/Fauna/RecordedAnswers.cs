using System.Text.Json;

namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>Answers recorded from a running server: <c>{"name","body","status","response"}</c> a line, the response byte for byte.</summary>
internal static class RecordedAnswers
{
    private static readonly Dictionary<string, (int Status, string Response)> All = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Fauna", "Data", "recorded.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(
            line => line.GetProperty("name").GetString()!,
            line => (line.GetProperty("status").GetInt32(), line.GetProperty("response").GetString()!));

    /// <summary>By the start of its name: scenario and number.</summary>
    public static (int Status, string Response) Get(string name) => All.Single(x => x.Key.StartsWith(name + ":", StringComparison.Ordinal)).Value;

    /// <summary>The recorded answer to a request of this form.</summary>
    public static string Text(string name) => Get(name).Response;

    /// <summary>Serves it.</summary>
    public static Answer Serve(string name) => ScriptedServer.Respond(Get(name).Status, Get(name).Response);
}
