using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>
/// One side of a replay: all recorded, or all given answers of a scenario, in order. It takes out of them what must differ between two runs:
/// instants near the start become their rank, generated ids and opaque cursors the number of their first appearance, secrets a mask.
/// What is left must be the same on both sides.
/// </summary>
/// <param name="startMicros">When the scenario began on this side, in microseconds.</param>
/// <param name="database">The name of the scenario's database on this side.</param>
internal sealed partial class Side(long startMicros, string database)
{
    private const long DayMicros = 86_400_000_000;
    private const long NearMicros = DayMicros / 12;
    private const long FarMicros = 60 * DayMicros;

    /// <summary>2025-01-01: a later time inside an error text is one of the run's own.</summary>
    private const long OwnTimesMicros = 1_735_689_600_000_000;

    private static readonly HashSet<string> Dropped = ["stats", "txn_ts_", "schema_version", "static_type", "summary", "query_tags"];
    private static readonly HashSet<string> Masked = ["secret", "hashed_secret", "global_id", "audience"];
    private static readonly HashSet<string> Opaque = ["after", "before", "cursor", "@stream", "@set"];

    private readonly SortedSet<long> _instants = [];
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<string, int> _cursors = [];

    /// <summary>The ranks of the instants seen so far; complete once every answer was normalized.</summary>
    public IReadOnlyDictionary<long, int> Ranks => _instants.Select((t, i) => (t, i)).ToDictionary(x => x.t, x => x.i + 1);

    public Normalized Normalize(string answer)
    {
        if (answer.Contains("\"internal server error\"", StringComparison.Ordinal))
        {
            return new Text("internal server error");
        }

        try
        {
            using var document = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 1000 });
            return Walk(document.RootElement, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new Text("not JSON: " + WithoutOwnParts(answer.Trim()));
        }
    }

    private Normalized Walk(JsonElement value, string? key) => value.ValueKind switch
    {
        JsonValueKind.Object => Fields(value),
        JsonValueKind.Array => new Items([.. value.EnumerateArray().Select(x => Walk(x, key))]),
        JsonValueKind.Number => Number(value.GetRawText()),
        JsonValueKind.String => String(value.GetString()!, key),
        _ => new Bare(value.GetRawText()),
    };

    private Members Fields(JsonElement value)
    {
        var ownTime = value.TryGetProperty("summary", out _) || value.TryGetProperty("error", out _);
        var fields = new List<(string Key, Normalized Value)>();
        foreach (var property in value.EnumerateObject())
        {
            if (Dropped.Contains(property.Name) || (ownTime && property.Name == "txn_ts"))
            {
                continue;
            }

            var mask = Masked.Contains(property.Name) && property.Value.ValueKind == JsonValueKind.String;
            fields.Add((property.Name, mask ? new Bare("<masked>") : Walk(property.Value, property.Name)));
        }

        return new Members([.. fields.OrderBy(f => f.Key, StringComparer.Ordinal)]);
    }

    private Normalized Number(string text)
    {
        if (SixteenDigits().IsMatch(text) && InstantOf(long.Parse(text, CultureInfo.InvariantCulture)) is { } instant)
        {
            return instant;
        }

        return Integer().IsMatch(text)
            ? new Bare(text)
            : new Bare(double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) + "f");
    }

    private Normalized String(string text, string? key)
    {
        if (key is not null && Opaque.Contains(key) && OpaqueCursor().IsMatch(text))
        {
            return Numbered(_cursors, text, "cursor");
        }

        if (GeneratedId().IsMatch(text) && text is not ("9223372036854775807" or "300000000000000000")
            && double.Parse(text, CultureInfo.InvariantCulture) > 2e17)
        {
            return Numbered(_ids, text, "id");
        }

        if (Token().IsMatch(text))
        {
            return Numbered(_cursors, text, "cursor");
        }

        if (SixteenDigits().IsMatch(text) && long.Parse(text, CultureInfo.InvariantCulture) is var micros && Math.Abs(micros - startMicros) < NearMicros)
        {
            return InstantOf(micros)!;
        }

        return Micros(text) is { } time && InstantOf(time) is { } instant ? instant : new Text(WithoutOwnParts(text));
    }

    /// <summary>An instant within two hours of the start, the distance in days of one within 60 days, null for any other.</summary>
    private Normalized? InstantOf(long micros)
    {
        var distance = micros - startMicros;
        if (Math.Abs(distance) < NearMicros)
        {
            _instants.Add(micros);
            return new Instant(micros);
        }

        return Math.Abs(distance) < FarMicros
            ? new Bare($"<{(long)Math.Floor(((double)distance / DayMicros) + 0.5)} days>")
            : null;
    }

    private string WithoutOwnParts(string text)
    {
        if (database.Length > 0)
        {
            text = text.Replace(database, "<db>", StringComparison.Ordinal);
        }

        text = GlobalId().Replace(text, "global_id: <masked>");
        return TimeInText().Replace(text, m => m.Length < text.Length && Micros(m.Value) > OwnTimesMicros ? "<time>" : m.Value);
    }

    private static Bare Numbered(Dictionary<string, int> seen, string text, string kind)
    {
        if (!seen.TryGetValue(text, out var number))
        {
            seen.Add(text, number = seen.Count + 1);
        }

        return new Bare($"<{kind} {number}>");
    }

    private static long? Micros(string text)
    {
        var match = IsoTime().Match(text);
        if (!match.Success || !DateTime.TryParseExact(match.Groups[1].Value, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var seconds))
        {
            return null;
        }

        var fraction = match.Groups[2].Value.PadRight(9, '0')[..6];
        return ((seconds - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + int.Parse(fraction, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[0-9]{16}\z")]
    private static partial Regex SixteenDigits();

    [GeneratedRegex(@"^-?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[0-9]{17,19}\z")]
    private static partial Regex GeneratedId();

    [GeneratedRegex(@"^[A-Za-z0-9+/_-]{8,}={0,2}(:.*)?\z")]
    private static partial Regex OpaqueCursor();

    [GeneratedRegex(@"^(g9W|gsG|hdW)[A-Za-z0-9+/]{12,}={0,2}\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z\z")]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")]
    private static partial Regex TimeInText();

    [GeneratedRegex("global_id: \"[a-z0-9]+\"")]
    private static partial Regex GlobalId();
}
