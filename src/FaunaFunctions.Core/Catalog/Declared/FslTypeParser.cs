using System.Text;

namespace FaunaFunctions.Core.Catalog.Declared;

/// <summary>
/// Reads types as schemas write them: <c>Int?</c>, <c>Array&lt;String | Null&gt;</c>, <c>{ street: String, *: Any }</c>, <c>"open" | "closed"</c>.
/// What it does not understand is <see cref="FslType.Any"/>: a schema must never claim more than is known.
/// </summary>
internal ref struct FslTypeParser
{
    // Deeper ones nobody writes; and a parser must not run out of stack.
    private const int MostDepth = 64;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;
    private bool _failed;

    private FslTypeParser(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The type that a signature says.</summary>
    public static FslType Parse(string signature)
    {
        var parser = new FslTypeParser(signature);
        var type = parser.Union();
        parser.SkipSpace();
        return parser._failed || parser._at < parser._text.Length ? FslType.Any : type;
    }

    private FslType Union()
    {
        if (++_depth > MostDepth)
        {
            return Fail();
        }

        var options = new List<FslType>();
        do
        {
            options.Add(Optional());
        }
        while (Take('|'));
        _depth--;
        return FslType.OneOf(options);
    }

    private FslType Optional()
    {
        var type = Primary();
        while (Take('?'))
        {
            type = FslType.OneOf([type, new FslScalar(FslKind.Null)]);
        }

        return type;
    }

    private FslType Primary()
    {
        SkipSpace();
        return Peek() switch
        {
            '{' => Object(),
            '[' => Tuple(),
            '(' => Parenthesised(),
            '"' or '\'' => Literal(),
            '-' or (>= '0' and <= '9') => Number(),
            _ => Named(),
        };
    }

    private FslType Parenthesised()
    {
        Take('(');
        var type = Union();
        // (A, B) => C is a function's type, which no field can hold.
        return Take(')') && !Take('=') ? type : Fail();
    }

    private FslType Tuple()
    {
        Take('[');
        var items = new List<FslType>();
        while (!_failed && !Take(']'))
        {
            items.Add(Union());
            if (!Take(',') && Peek() != ']')
            {
                return Fail();
            }
        }

        return new FslArray(items.Count == 0 ? FslType.Any : FslType.OneOf(items));
    }

    private FslType Object()
    {
        Take('{');
        var fields = new List<(string, FslType)>();
        var isOpen = false;
        while (!_failed && !Take('}'))
        {
            var isWildcard = Take('*');
            var name = isWildcard ? "" : Peek() is '"' or '\'' ? Quoted() : Word();
            if ((name.Length == 0 && !isWildcard) || !Take(':'))
            {
                return Fail();
            }

            var type = Union();
            isOpen |= isWildcard;
            if (!isWildcard)
            {
                fields.Add((name, type));
            }

            if (!Take(',') && Peek() != '}')
            {
                return Fail();
            }
        }

        return new FslObject(fields, isOpen);
    }

    private FslScalar Literal()
    {
        Quoted();
        return new FslScalar(FslKind.Text);
    }

    private FslScalar Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.' or '_'))
        {
            _at++;
        }

        return new FslScalar(_text[start.._at].IndexOfAny('.', 'e', 'E') < 0 ? FslKind.Integer : FslKind.Number);
    }

    private FslType Named()
    {
        var name = Word();
        var arguments = new List<FslType>();
        if (Take('<'))
        {
            do
            {
                arguments.Add(Union());
            }
            while (Take(','));
            if (!Take('>'))
            {
                return Fail();
            }
        }

        return name switch
        {
            "" => Fail(),
            "Null" or "null" => new FslScalar(FslKind.Null),
            "Boolean" or "true" or "false" => new FslScalar(FslKind.Boolean),
            "Int" or "Long" => new FslScalar(FslKind.Integer),
            "Double" or "Float" or "Number" => new FslScalar(FslKind.Number),
            "String" or "Bytes" or "ID" => new FslScalar(FslKind.Text),
            "Time" => new FslScalar(FslKind.Time),
            "Date" => new FslScalar(FslKind.Date),
            "UUID" or "Uuid" => new FslScalar(FslKind.Uuid),
            "Array" => new FslArray(arguments is [var items] ? items : FslType.Any),
            "Object" => new FslObject([], IsOpen: true),
            "Ref" => new FslReference(),
            _ => FslType.Any,
        };
    }

    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _text[start.._at].ToString();
    }

    private string Quoted()
    {
        SkipSpace();
        var quote = _text[_at++];
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            // A name with an escape is not known well enough to be claimed.
            _failed |= _text[_at] == '\\';
            text.Append(_text[_at++]);
        }

        _failed |= _at >= _text.Length;
        _at++;
        return text.ToString();
    }

    private char Peek()
    {
        SkipSpace();
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Take(char c)
    {
        if (_failed || Peek() != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private FslType Fail()
    {
        _failed = true;
        return FslType.Any;
    }
}
