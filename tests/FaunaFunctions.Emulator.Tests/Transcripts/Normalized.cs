using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>An answer without what two runs cannot share. Two answers agree when their <see cref="Render"/>ed texts are the same.</summary>
internal abstract record Normalized
{
    /// <param name="ranks">The rank of every instant of the answer's <see cref="Side"/>.</param>
    public string Render(IReadOnlyDictionary<long, int> ranks)
    {
        var text = new StringBuilder();
        AppendTo(text, ranks);
        return text.ToString();
    }

    protected internal abstract void AppendTo(StringBuilder text, IReadOnlyDictionary<long, int> ranks);
}

/// <summary>A number, constant or placeholder; unquoted, so that it never equals a string.</summary>
internal sealed record Bare(string Value) : Normalized
{
    protected internal override void AppendTo(StringBuilder text, IReadOnlyDictionary<long, int> ranks) => text.Append(Value);
}

internal sealed record Text(string Value) : Normalized
{
    protected internal override void AppendTo(StringBuilder text, IReadOnlyDictionary<long, int> ranks) =>
        text.Append(JsonSerializer.Serialize(Value));
}

internal sealed record Instant(long Micros) : Normalized
{
    protected internal override void AppendTo(StringBuilder text, IReadOnlyDictionary<long, int> ranks) =>
        text.Append(CultureInfo.InvariantCulture, $"<instant {ranks[Micros]}>");
}

internal sealed record Items(IReadOnlyList<Normalized> Values) : Normalized
{
    protected internal override void AppendTo(StringBuilder text, IReadOnlyDictionary<long, int> ranks)
    {
        text.Append('[');
        for (var i = 0; i < Values.Count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Values[i].AppendTo(text, ranks);
        }

        text.Append(']');
    }
}

/// <summary>An object's members, sorted by key: the order of keys does not count.</summary>
internal sealed record Members(IReadOnlyList<(string Key, Normalized Value)> Values) : Normalized
{
    protected internal override void AppendTo(StringBuilder text, IReadOnlyDictionary<long, int> ranks)
    {
        text.Append('{');
        for (var i = 0; i < Values.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(JsonSerializer.Serialize(Values[i].Key)).Append(':');
            Values[i].Value.AppendTo(text, ranks);
        }

        text.Append('}');
    }
}
