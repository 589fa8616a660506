using System.Globalization;
using System.Numerics;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>Cuts the text of a query into tokens.</summary>
/// <param name="source">The text.</param>
/// <param name="start">Where to begin.</param>
/// <param name="end">Where to stop.</param>
internal sealed class Tokenizer(SourceText source, int start, int end)
{
    // Longer ones before their beginnings.
    private static readonly string[] s_symbols =
    [
        "...", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "**", "<<", ">>",
        "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "=", "!", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "?", "~",
    ];

    private readonly string _text = source.Text;
    private int _at = start;

    public List<Token> Read()
    {
        var tokens = new List<Token>();
        while (true)
        {
            var token = Next();
            tokens.Add(token);
            if (token.Kind == TokenKind.End)
            {
                return tokens;
            }
        }
    }

    private Token Next()
    {
        var broken = SkipBlank();
        var from = _at;
        if (_at >= end)
        {
            return new Token(TokenKind.End, new Span(source, end, end), "", broken);
        }

        if (source.Values.TryGetValue(_at, out var value))
        {
            _at += SourceText.Placeholder.Length;
            return new Token(TokenKind.Value, Span(from), "", broken) { Value = value };
        }

        var c = _text[_at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < end && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            {
                _at++;
            }

            return new Token(TokenKind.Name, Span(from), _text[from.._at], broken);
        }

        if (char.IsAsciiDigit(c))
        {
            return new Token(TokenKind.Number, Span(from), "", broken) { Value = Number(), Span = Span(from) };
        }

        if (c is '"' or '\'' || StringTokenizer.IsHeredoc(_text, _at, end))
        {
            var reader = new StringTokenizer(source, _at, end);
            var pieces = reader.Read();
            _at = reader.At;
            return pieces is [] or [{ Text: not null }]
                ? new Token(TokenKind.Text, Span(from), pieces is [var only] ? only.Text! : "", broken)
                : new Token(TokenKind.Template, Span(from), "", broken) { Pieces = pieces };
        }

        foreach (var symbol in s_symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0 && _at + symbol.Length <= end)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, Span(from), symbol, broken);
            }
        }

        throw QueryFailure.Invalid("Expected statement or expression", new Span(source, _at, _at + 1));
    }

    private Span Span(int from) => new(source, from, _at);

    // Whether a line ended.
    private bool SkipBlank()
    {
        var broken = false;
        while (_at < end)
        {
            var c = _text[_at];
            if (c == '\n')
            {
                broken = true;
                _at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                _at++;
            }
            else if (c == '/' && _at + 1 < end && _text[_at + 1] == '/')
            {
                while (_at < end && _text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (c == '/' && _at + 1 < end && _text[_at + 1] == '*')
            {
                var close = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (close < 0 || close + 2 > end)
                {
                    throw QueryFailure.Invalid("Expected `*/`", new Span(source, end, end));
                }

                broken |= _text.AsSpan(_at, close - _at).Contains('\n');
                _at = close + 2;
            }
            else
            {
                return broken;
            }
        }

        return broken;
    }

    private Value Number()
    {
        var from = _at;
        if (_text[_at] == '0' && _at + 1 < end && _text[_at + 1] is 'x' or 'o' or 'b' && _text[_at] == '0')
        {
            return Based(_text[_at + 1] switch { 'x' => 16, 'o' => 8, _ => 2 });
        }

        Digits();
        var isDouble = false;
        if (_at + 1 < end && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            isDouble = true;
            _at++;
            Digits();
        }

        if (_at < end && _text[_at] is 'e' or 'E')
        {
            var sign = _at + 1 < end && _text[_at + 1] is '+' or '-' ? 1 : 0;
            if (_at + 1 + sign < end && char.IsAsciiDigit(_text[_at + 1 + sign]))
            {
                isDouble = true;
                _at += 1 + sign;
                Digits();
            }
        }

        var text = _text[from.._at].Replace("_", "", StringComparison.Ordinal);
        // An integer beyond 64 bits becomes a double; the lowest one is written as 2^63 with a minus before it.
        return !isDouble && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var l) ? new LongValue(l)
            : !isDouble && text == "9223372036854775808" ? OutOfRange.Value
            : new DoubleValue(double.Parse(text, CultureInfo.InvariantCulture));
    }

    /// <summary>2^63: a double, unless a minus stands before it.</summary>
    public static class OutOfRange
    {
        public static readonly DoubleValue Value = new(9223372036854775808.0);
    }

    private Value Based(int radix)
    {
        _at += 2;
        var from = _at;
        while (_at < end && char.IsAsciiLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        var value = BigInteger.Zero;
        foreach (var c in _text.AsSpan(from, _at - from))
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            value = digit < radix ? (value * radix) + digit : throw QueryFailure.Invalid("Expected number", new Span(source, from, _at));
        }

        return value <= long.MaxValue ? new LongValue((long)value) : new DoubleValue((double)value);
    }

    private void Digits()
    {
        while (_at < end && (char.IsAsciiDigit(_text[_at]) || (_text[_at] == '_' && _at + 1 < end && char.IsAsciiDigit(_text[_at + 1]))))
        {
            _at++;
        }
    }
}
