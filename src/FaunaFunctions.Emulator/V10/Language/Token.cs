using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

internal enum TokenKind
{
    End,
    Name,
    Number,
    Text,
    Template,
    Value,
    Symbol,
}

/// <summary>A word of a query.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Content">A name, a symbol, or the text of a string without escapes.</param>
/// <param name="AfterLineBreak">Whether a line ends before it.</param>
internal sealed record Token(TokenKind Kind, Span Span, string Content, bool AfterLineBreak)
{
    /// <summary>The value of a number, or of a template's value.</summary>
    public Value? Value { get; init; }

    /// <summary>The pieces of a string with interpolations: texts, and the parts of the source between them.</summary>
    public IReadOnlyList<TemplatePiece> Pieces { get; init; } = [];

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Content == symbol;

    public bool IsWord(string name) => Kind == TokenKind.Name && Content == name;
}

/// <summary>A piece of a string: text, or an expression from one place of the source to another.</summary>
internal readonly record struct TemplatePiece(string? Text, int Start, int End);
