namespace FaunaFunctions.Core.Configuration;

/// <summary>A place in a settings file.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">UTF-16 code units, from 1; 0 for the file as a whole.</param>
internal readonly record struct SettingsPosition(int Line, int Column);

/// <summary>What a JSON value is.</summary>
internal enum SettingsKind
{
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A JSON value that knows where in the file it stands.</summary>
/// <remarks>A class without a printed form on purpose: a record's <c>ToString</c> would print a secret's text.</remarks>
internal sealed class SettingsNode(SettingsKind kind, SettingsPosition at, string path)
{
    public SettingsKind Kind { get; } = kind;

    public SettingsPosition At { get; } = at;

    /// <summary>Such as <c>exports[1].pageSize</c>; empty for the whole document.</summary>
    public string Path { get; } = path;

    /// <summary>A text's value, or a number as it is written; else empty.</summary>
    public string Text { get; init; } = "";

    public bool IsTrue { get; init; }

    /// <summary>An object's fields, in order; else empty.</summary>
    public List<SettingsField> Fields { get; } = [];

    /// <summary>An array's elements; else empty.</summary>
    public List<SettingsNode> Items { get; } = [];

    /// <summary>What stands there, for messages: the value when it is short, since a long text may be a misplaced secret.</summary>
    public string Described => Kind switch
    {
        SettingsKind.Object => "an object",
        SettingsKind.Array => "an array",
        SettingsKind.Text when Text.Length <= LongestQuoted => $"\"{Text}\"",
        SettingsKind.Text => "a long text",
        SettingsKind.Number when Text.Length <= LongestQuoted => Text,
        SettingsKind.Number => "a long number",
        SettingsKind.Boolean => IsTrue ? "true" : "false",
        _ => "null",
    };

    /// <summary>What kind of value stands there, never the value itself.</summary>
    public string DescribedKind => Kind switch
    {
        SettingsKind.Object => "an object",
        SettingsKind.Array => "an array",
        SettingsKind.Text => "a text",
        SettingsKind.Number => "a number",
        SettingsKind.Boolean => "true or false",
        _ => "null",
    };

    private const int LongestQuoted = 32;
}

/// <summary>A field of an object.</summary>
internal sealed record SettingsField(string Name, SettingsPosition At, string Path, SettingsNode Value);
