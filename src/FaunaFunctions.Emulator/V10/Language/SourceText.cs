using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>The text of a query. Values of a template stand in it as <c>&lt;value&gt;</c>, which the tokenizer takes for one token.</summary>
/// <param name="name">What errors call it, for example <c>*query*</c>.</param>
/// <param name="text">The text.</param>
/// <param name="values">The values by their place in the text.</param>
internal sealed class SourceText(string name, string text, IReadOnlyDictionary<int, Value> values)
{
    public const string Placeholder = "<value>";

    private static readonly Dictionary<int, Value> s_none = [];

    public string Name { get; } = name;

    public string Text { get; } = text;

    public IReadOnlyDictionary<int, Value> Values { get; } = values;

    public static SourceText Of(string text, string name = "*query*") => new(name, text, s_none);

    /// <summary>A part of the text as a text of its own.</summary>
    public SourceText Part(int start, int end)
    {
        var inside = Values.Where(v => v.Key >= start && v.Key < end).ToDictionary(v => v.Key - start, v => v.Value);
        return new SourceText(Name, Text[start..end], inside);
    }

    /// <summary>Line and column of a place, both from 1.</summary>
    public (int Line, int Column) Position(int at)
    {
        var before = Text.AsSpan(0, Math.Min(at, Text.Length));
        var line = before.Count('\n') + 1;
        return (line, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    /// <summary>The line that holds a place.</summary>
    public string Line(int at)
    {
        at = Math.Min(at, Text.Length);
        var start = at == 0 ? 0 : Text.LastIndexOf('\n', at - 1) + 1;
        var end = Text.IndexOf('\n', at);
        return end < 0 ? Text[start..] : Text[start..end];
    }
}

/// <summary>A part of a query's text.</summary>
/// <param name="Source">The text.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The place behind it.</param>
internal readonly record struct Span(SourceText Source, int Start, int End)
{
    public string Text => Source.Text[Start..End];

    public Span To(Span other) => this with { End = other.End };

    /// <summary>The lines of a summary that point at it.</summary>
    public string Describe()
    {
        var (line, column) = Source.Position(Start);
        var text = Source.Line(Start);
        var width = Math.Max(1, Math.Min(End - Start, text.Length - column + 1));
        var gutter = new string(' ', line.ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        var shown = text.Length == 0 ? "" : " " + text;
        return $"at {Source.Name}:{line}:{column}\n{gutter} |\n{line} |{shown}\n{gutter} | {new string(' ', column - 1)}{new string('^', width)}\n{gutter} |";
    }
}
