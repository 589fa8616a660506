using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>Parses FQL v10.</summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 150;

    // Of a chain or a row of operators, which are evaluated inwards.
    private const int MaxLength = 1000;

    // From the loosest to the tightest.
    private static readonly string[][] s_binary =
    [
        ["??"], ["||"], ["&&"], ["==", "!="], ["isa"], ["<", ">", "<=", ">="], ["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "%"],
    ];

    private readonly SourceText _source;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    // Whether the innermost argument holds a `.a` that makes a lambda of it.
    private bool _usesThis;

    private Parser(SourceText source, int start, int end)
    {
        _source = source;
        _tokens = new Tokenizer(source, start, end).Read();
    }

    private Token Current => _tokens[_at];

    private Token Ahead(int by) => _tokens[Math.Min(_at + by, _tokens.Count - 1)];

    /// <summary>A whole query.</summary>
    public static Node Query(SourceText source)
    {
        var parser = new Parser(source, 0, source.Text.Length);
        var block = parser.Statements(TokenKind.End, new Span(source, 0, 0));
        return block;
    }

    /// <summary>An expression that may be a lambda in its short form.</summary>
    public static Node Argument(SourceText source) => Whole(new Parser(source, 0, source.Text.Length), p => p.Argument());

    /// <summary>A projection, as a function of what is projected.</summary>
    public static LambdaNode Projection(SourceText source)
    {
        var node = (ProjectionNode)Whole(new Parser(source, 0, source.Text.Length), p => p.Projection(new NameNode(p.Current.Span, NameNode.This)));
        return new LambdaNode(node.FieldsSpan, [NameNode.This], node, LambdaKind.Projection);
    }

    private static Node Part(SourceText source, int start, int end, int depth) => Whole(new Parser(source, start, end) { _depth = depth }, p => p.Expression());

    private static Node Whole(Parser parser, Func<Parser, Node> parse)
    {
        var node = parse(parser);
        return parser.Current.Kind == TokenKind.End ? node : throw parser.Unexpected("Expected end-of-input");
    }

    // Up to `}` (not taken) or the end.
    private BlockNode Statements(TokenKind closing, Span start)
    {
        var statements = new List<Statement>();
        while (true)
        {
            while (Current.Is(";"))
            {
                _at++;
            }

            if (Current.Kind == TokenKind.End || (closing == TokenKind.Symbol && Current.Is("}")))
            {
                break;
            }

            statements.Add(Statement());
            if (Current.Kind != TokenKind.End && !Current.Is(";") && !Current.Is("}") && !Current.AfterLineBreak)
            {
                throw Unexpected("Expected end-of-input");
            }

            if (closing == TokenKind.End && Current.Is("}"))
            {
                throw Unexpected("Expected end-of-input");
            }
        }

        return statements switch
        {
            [] => throw QueryFailure.Invalid("Unexpected end of query. Expected statement or expression", Current.Span),
            [.., { Name: not null } last] => throw QueryFailure.Invalid("Missing return expression", last.Value.Span),
            _ => new BlockNode(start.To(Current.Span), statements),
        };
    }

    private Statement Statement()
    {
        if (!Current.IsWord("let") || Ahead(1).Kind != TokenKind.Name)
        {
            return new Statement(null, Expression());
        }

        _at++;
        var name = Take().Content;
        if (Current.Is(":"))
        {
            while (!Current.Is("=") && Current.Kind != TokenKind.End)
            {
                _at++;
            }
        }

        Expect("=");
        return new Statement(name, Expression());
    }

    private Node Expression()
    {
        CheckDepth(++_depth);
        var node = Lambda() ?? Binary(0);
        _depth--;
        return node;
    }

    private LambdaNode? Lambda()
    {
        var start = Current.Span;
        if (Current.Kind == TokenKind.Name && Ahead(1).Is("=>"))
        {
            var name = Take().Content;
            return Lambda(start, [name]);
        }

        if (!Current.Is("("))
        {
            return null;
        }

        var names = new List<string>();
        var i = 1;
        while (!Ahead(i).Is(")"))
        {
            i += Ahead(i).Is("...") ? 1 : 0;
            if (Ahead(i).Kind != TokenKind.Name)
            {
                return null;
            }

            names.Add(Ahead(i++).Content);
            if (Ahead(i).Is(","))
            {
                i++;
            }
            else if (!Ahead(i).Is(")"))
            {
                return null;
            }
        }

        if (!Ahead(i + 1).Is("=>"))
        {
            return null;
        }

        _at += i + 1;
        return Lambda(start, names);
    }

    private LambdaNode Lambda(Span start, IReadOnlyList<string> parameters)
    {
        Expect("=>");
        var outer = _usesThis;
        _usesThis = false;
        var body = Expression();
        _usesThis = outer || _usesThis;
        return new LambdaNode(start.To(Behind), parameters, body, LambdaKind.Full);
    }

    private Node Binary(int level)
    {
        if (level == s_binary.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        var length = 0;
        while (Operator(s_binary[level]) is { } symbol)
        {
            CheckLength(++length);
            _at++;
            var right = Binary(level + 1);
            left = new BinaryNode(left.Span.To(right.Span), symbol, left, right);
        }

        return left;
    }

    private string? Operator(string[] symbols)
    {
        var token = Current;
        var isWord = token.Kind == TokenKind.Name && symbols[0] == "isa" && token.Content == "isa";
        if (!isWord && (token.Kind != TokenKind.Symbol || !symbols.Contains(token.Content)))
        {
            return null;
        }

        // A minus that begins a line begins an expression.
        return token.AfterLineBreak && (token.Content is "-" or "+") ? null : token.Content;
    }

    private Node Unary()
    {
        if (Current.Kind == TokenKind.Symbol && Current.Content is "-" or "!" or "+" or "~" && Current.Kind == TokenKind.Symbol)
        {
            var symbol = Take();
            if (symbol.Content == "-" && Current is { Kind: TokenKind.Number, Value: { } number } && ReferenceEquals(number, Tokenizer.OutOfRange.Value))
            {
                return new LiteralNode(symbol.Span.To(Take().Span), new LongValue(long.MinValue));
            }

            CheckDepth(++_depth);
            var operand = Unary();
            _depth--;
            return new UnaryNode(symbol.Span.To(operand.Span), symbol.Content, operand);
        }

        var left = Chain();
        if (Current.Is("**"))
        {
            _at++;
            var right = Unary();
            return new BinaryNode(left.Span.To(right.Span), "**", left, right);
        }

        return left;
    }

    private void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw QueryFailure.Invalid("Query exceeds the maximum nesting depth", Current.Span);
        }
    }

    private void CheckLength(int length)
    {
        if (length > MaxLength)
        {
            throw QueryFailure.Invalid("Expression is too long", Current.Span);
        }
    }

    private Span Behind => _tokens[Math.Max(0, _at - 1)].Span;

    private Token Take() => _tokens[_at++];

    private Token Expect(string symbol) => Current.Is(symbol) ? Take() : throw Unexpected($"Expected `{symbol}`");

    private QueryFailure Unexpected(string expected) => QueryFailure.Invalid(expected, Current.Span);
}
