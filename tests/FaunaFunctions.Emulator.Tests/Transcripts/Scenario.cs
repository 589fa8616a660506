using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>One recorded file: a database of its own and the steps done in it, in order.</summary>
internal sealed record Scenario(string Name, IReadOnlyList<Step> Steps)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "Transcripts");

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public IEnumerable<Exchange> Exchanges => Steps.OfType<Exchange>();

    /// <summary>The name of the database that the scenario was recorded in; it stands in many answers.</summary>
    public string RecordedDatabase =>
        JsonDocument.Parse(Exchanges.First().Answer.Text).RootElement.GetProperty("resource").GetProperty("name").GetString()!;

    public static Scenario Load(string name)
    {
        var lines = File.ReadLines(Path.Combine(Folder, name + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        return new Scenario(lines[0].GetProperty("scenario").GetString()!, [.. lines.Skip(1).Select(Step.Read)]);
    }
}
