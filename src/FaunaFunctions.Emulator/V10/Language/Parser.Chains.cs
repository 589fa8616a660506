using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Language;

/// <summary>Primary expressions and what may follow them: members, calls, indexes, <c>!</c> and projections.</summary>
internal sealed partial class Parser
{
    private Node Chain()
    {
        var node = Primary();
        for (var length = 0; ; length++)
        {
            CheckLength(length);
            var token = Current;
            if (token.Is(".") || token.Is("?."))
            {
                _at++;
                node = Step(node, optional: token.Content == "?.");
            }
            else if (token.AfterLineBreak)
            {
                return node;
            }
            else if (token.Is("("))
            {
                node = Call(node, optional: false);
            }
            else if (token.Is("["))
            {
                node = Index(node, optional: false);
            }
            else if (token.Is("!"))
            {
                _at++;
                node = new BangNode(node.Span.To(token.Span), node);
            }
            else if (token.Is("{") && node is not LiteralNode)
            {
                // Nothing may follow a projection.
                return Projection(node);
            }
            else
            {
                return node;
            }
        }
    }

    private Node Step(Node node, bool optional)
    {
        if (optional && Current.Is("("))
        {
            return Call(node, optional: true);
        }

        if (Current.Is("["))
        {
            return Index(node, optional);
        }

        if (Current.Kind != TokenKind.Name)
        {
            throw Unexpected("Expected identifier");
        }

        var name = Take();
        return new MemberNode(node.Span.To(name.Span), node, name.Content, name.Span, optional);
    }

    private CallNode Call(Node node, bool optional)
    {
        var open = Expect("(");
        var arguments = new List<Node>();
        while (!Current.Is(")"))
        {
            arguments.Add(Argument());
            if (!Current.Is(")"))
            {
                _ = Current.Is(",") ? Take() : throw Unexpected("Expected `)` or `,`");
            }
        }

        var close = Take();
        return new CallNode(node.Span.To(close.Span), node, arguments, open.Span.To(close.Span), optional);
    }

    private IndexNode Index(Node node, bool optional)
    {
        var open = Expect("[");
        var index = Expression();
        var close = Expect("]");
        return new IndexNode(node.Span.To(close.Span), node, index, open.Span.To(close.Span), optional);
    }

    // `.a > 1` is a lambda from here on.
    private Node Argument()
    {
        var outer = _usesThis;
        _usesThis = false;
        var node = Expression();
        var isLambda = _usesThis;
        _usesThis = outer;
        return isLambda ? new LambdaNode(node.Span, [NameNode.This], node, LambdaKind.Short) : node;
    }

    private ProjectionNode Projection(Node node)
    {
        var open = Expect("{");
        var fields = new List<ProjectedField>();
        while (!Current.Is("}"))
        {
            fields.Add(ProjectedField());
            if (!Current.Is("}"))
            {
                _ = Current.Is(",") ? Take() : throw Unexpected("Expected `}` or `,`");
            }
        }

        var close = Take();
        return new ProjectionNode(node.Span.To(close.Span), node, fields, open.Span.To(close.Span));
    }

    private ProjectedField ProjectedField()
    {
        var name = Current.Kind is TokenKind.Name or TokenKind.Text ? Take() : throw Unexpected("Expected identifier");
        if (Current.Is(":"))
        {
            _at++;
            var value = Argument();
            return new ProjectedField(name.Content, value is LambdaNode { Kind: LambdaKind.Short } lambda ? lambda.Body : value);
        }

        var field = new MemberNode(name.Span, new NameNode(name.Span, NameNode.This), name.Content, name.Span, optional: false);
        return new ProjectedField(name.Content, Current.Is("{") ? Projection(field) : field);
    }

    private Node Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return new LiteralNode(token.Span, token.Value!);
            case TokenKind.Text:
                _at++;
                return new LiteralNode(token.Span, new StringValue(token.Content));
            case TokenKind.Template:
                _at++;
                return new InterpolationNode(token.Span, [.. token.Pieces.Select(p => Piece(token, p))]);
            case TokenKind.Value:
                _at++;
                return new TemplateValueNode(token.Span, token.Value!);
            case TokenKind.Name:
                return Word(token);
            case TokenKind.Symbol when token.Content == "(":
                return Parenthesis();
            case TokenKind.Symbol when token.Content == "[":
                return Array();
            case TokenKind.Symbol when token.Content == "{":
                return Braces();
            case TokenKind.Symbol when token.Content == ".":
                _usesThis = true;
                _at++;
                return Step(new NameNode(token.Span, NameNode.This), optional: false);
            default:
                throw Unexpected("Expected expression");
        }
    }

    private Node Piece(Token token, TemplatePiece piece) => piece.Text is { } text
        ? new LiteralNode(token.Span, new StringValue(text))
        : Part(_source, piece.Start, piece.End, _depth + 1);

    private Node Word(Token token)
    {
        switch (token.Content)
        {
            case "null":
                _at++;
                return new LiteralNode(token.Span, NullValue.Instance);
            case "true" or "false":
                _at++;
                return new LiteralNode(token.Span, BoolValue.Of(token.Content == "true"));
            case "if" when Ahead(1).Is("("):
                return If();
            case "at" when Ahead(1).Is("("):
                return At();
            default:
                _at++;
                return new NameNode(token.Span, token.Content);
        }
    }

    private IfNode If()
    {
        var start = Take().Span;
        var condition = InParenthesis();
        var then = Expression();
        var otherwise = Current.IsWord("else") ? Else() : null;
        return new IfNode(start.To(Behind), condition, then, otherwise);
    }

    private Node Else()
    {
        _at++;
        return Expression();
    }

    private AtNode At()
    {
        var start = Take().Span;
        var time = InParenthesis();
        var body = Expression();
        return new AtNode(start.To(Behind), time, body);
    }

    private Node InParenthesis()
    {
        Expect("(");
        var node = Expression();
        Expect(")");
        return node;
    }

    private Node Parenthesis()
    {
        // `(.a)` is a lambda, wherever it stands.
        var open = Expect("(");
        var outer = _usesThis;
        _usesThis = false;
        var node = Expression();
        var isLambda = _usesThis && open.Span.Source.Text[open.Span.End..].TrimStart().StartsWith('.');
        _usesThis = isLambda ? outer : outer || _usesThis;
        Expect(")");
        return isLambda ? new LambdaNode(node.Span, [NameNode.This], node, LambdaKind.Short) : new GroupNode(open.Span.To(Behind), node);
    }

    private ArrayNode Array()
    {
        var open = Expect("[");
        var items = new List<Node>();
        while (!Current.Is("]"))
        {
            items.Add(Expression());
            if (!Current.Is("]"))
            {
                _ = Current.Is(",") ? Take() : throw Unexpected("Expected `]` or `,`");
            }
        }

        return new ArrayNode(open.Span.To(Take().Span), items);
    }

    private Node Braces()
    {
        if (Ahead(1).Is("}") || (Ahead(1).Kind is TokenKind.Name or TokenKind.Text && Ahead(2).Is(":")))
        {
            return Object();
        }

        var open = Expect("{");
        var block = Statements(TokenKind.Symbol, open.Span);
        Expect("}");
        return block;
    }

    private ObjectNode Object()
    {
        var open = Expect("{");
        var fields = new List<(string, Node)>();
        while (!Current.Is("}"))
        {
            var name = Current.Kind is TokenKind.Name or TokenKind.Text ? Take() : throw Unexpected("Expected identifier");
            Expect(":");
            fields.Add((name.Content, Expression()));
            if (!Current.Is("}"))
            {
                _ = Current.Is(",") ? Take() : throw Unexpected("Expected `}` or `,`");
            }
        }

        return new ObjectNode(open.Span.To(Take().Span), fields);
    }
}
