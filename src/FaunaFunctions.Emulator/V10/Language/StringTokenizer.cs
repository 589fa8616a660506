using System.Globalization;
using System.Text;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>Reads one string: <c>"…"</c> with escapes and <c>#{…}</c>, <c>'…'</c> with escapes, or a heredoc.</summary>
/// <param name="source">The text.</param>
/// <param name="at">Where the string begins.</param>
/// <param name="end">Where the text ends.</param>
/// <param name="depth">How many strings it stands in.</param>
internal sealed class StringTokenizer(SourceText source, int at, int end, int depth = 0)
{
    private const int MaxDepth = 50;

    private readonly string _text = source.Text;
    private readonly StringBuilder _piece = new();
    private readonly List<TemplatePiece> _pieces = [];

    /// <summary>The place behind what has been read.</summary>
    public int At { get; private set; } = at;

    public static bool IsHeredoc(string text, int at, int end) =>
        at + 3 < end && text[at] == '<' && text[at + 1] == '<' && text[at + 2] is '-' or '+' && text[at] == '<' && char.IsAsciiLetter(text[at + 3]);

    public IReadOnlyList<TemplatePiece> Read()
    {
        if (_text[At] == '<')
        {
            Heredoc();
        }
        else
        {
            Quoted(_text[At]);
        }

        Close();
        return _pieces;
    }

    private void Quoted(char quote)
    {
        var opening = At++;
        while (true)
        {
            if (At >= end)
            {
                throw QueryFailure.Invalid($"Expected `{quote}`", new Span(source, opening, end));
            }

            var c = _text[At];
            if (c == quote)
            {
                At++;
                return;
            }

            if (c == '\\')
            {
                Escape();
            }
            else if (quote == '"' && IsInterpolation())
            {
                Interpolation();
            }
            else
            {
                _piece.Append(c);
                At++;
            }
        }
    }

    private bool IsInterpolation() => _text[At] == '#' && At + 1 < end && _text[At + 1] == '{';

    private void Interpolation()
    {
        Close();
        var from = At + 2;
        if (depth > MaxDepth)
        {
            throw QueryFailure.Invalid("Query exceeds the maximum nesting depth", new Span(source, At, from));
        }

        var open = 1;
        At = from;
        while (open > 0)
        {
            if (At >= end)
            {
                throw QueryFailure.Invalid("Expected `}`", new Span(source, from, end));
            }

            if (source.Values.ContainsKey(At))
            {
                At += SourceText.Placeholder.Length;
                continue;
            }

            switch (_text[At])
            {
                case '"' or '\'':
                    var inner = new StringTokenizer(source, At, end, depth + 1);
                    inner.Read();
                    At = inner.At;
                    continue;
                case '{':
                    open++;
                    break;
                case '}':
                    open--;
                    break;
                default:
                    break;
            }

            At++;
        }

        _pieces.Add(new TemplatePiece(null, from, At - 1));
    }

    private void Close()
    {
        if (_piece.Length > 0)
        {
            _pieces.Add(new TemplatePiece(_piece.ToString(), 0, 0));
            _piece.Clear();
        }
    }

    private void Escape()
    {
        var from = At;
        At++;
        var c = At < end ? _text[At] : '\0';
        At++;
        switch (c)
        {
            case 'n':
                _piece.Append('\n');
                break;
            case 'r':
                _piece.Append('\r');
                break;
            case 't':
                _piece.Append('\t');
                break;
            case 'f':
                _piece.Append('\f');
                break;
            case 'b':
                _piece.Append('\b');
                break;
            case 'v':
                _piece.Append('\v');
                break;
            case '0':
                _piece.Append('\0');
                break;
            case '\\' or '"' or '\'' or '`' or '#' or '/':
                _piece.Append(c);
                break;
            case 'x':
                Code(Hex(2), from);
                break;
            case 'u' when At < end && _text[At] == '{':
                var close = _text.IndexOf('}', At);
                At++;
                Code(close > At ? Hex(close - At) : null, from);
                At++;
                break;
            case 'u':
                var code = Hex(4);
                if (code is not { } unit)
                {
                    throw Wrong(from);
                }

                _piece.Append((char)unit);
                break;
            default:
                throw Wrong(from);
        }
    }

    private int? Hex(int length)
    {
        if (At + length > end || !int.TryParse(_text.AsSpan(At, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        At += length;
        return code;
    }

    private void Code(int? code, int from) =>
        _piece.Append(code is { } known && Rune.TryCreate(known, out var rune) ? rune.ToString() : throw Wrong(from));

    private QueryFailure Wrong(int from) => QueryFailure.Invalid("Expected escape code", new Span(source, from + 1, from + 2));

    // <<-NAME … NAME: with interpolation; <<+NAME: without. The least indentation is taken away.
    private void Heredoc()
    {
        var opening = At;
        var interpolates = _text[At + 2] == '-';
        At += 3;
        var nameStart = At;
        while (At < end && (char.IsAsciiLetterOrDigit(_text[At]) || _text[At] == '_'))
        {
            At++;
        }

        var name = _text[nameStart..At];
        At = _text.IndexOf('\n', At) + 1;
        var lines = new List<(int Start, int End)>();
        while (true)
        {
            if (At <= 0 || At >= end)
            {
                throw QueryFailure.Invalid($"Expected `{name}`", new Span(source, opening, end));
            }

            var stop = _text.IndexOf('\n', At);
            stop = stop < 0 || stop > end ? end : stop;
            if (_text.AsSpan(At, stop - At).TrimStart().StartsWith(name, StringComparison.Ordinal))
            {
                At = _text.IndexOf(name, At, StringComparison.Ordinal) + name.Length;
                break;
            }

            lines.Add((At, stop));
            At = stop + 1;
        }

        var after = At;
        var indent = lines.Where(l => l.End > l.Start).Select(l => _text[l.Start..l.End].TakeWhile(c => c == ' ').Count()).DefaultIfEmpty(0).Min();
        foreach (var (start, stop) in lines)
        {
            At = Math.Min(stop, start + indent);
            while (At < stop)
            {
                if (interpolates && IsInterpolation())
                {
                    Interpolation();
                }
                else
                {
                    _piece.Append(_text[At++]);
                }
            }

            _piece.Append('\n');
        }

        At = after;
    }
}
