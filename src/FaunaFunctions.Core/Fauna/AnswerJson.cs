using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna;

/// <summary>Reads an answer token by token and accepts nothing but what is expected.</summary>
internal ref struct AnswerJson
{
    // Documents may be nested as deep as they can be converted, and stand a few levels deep in an answer.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = WireText.MaxDepth + 64 };

    private readonly int _offset;
    private Utf8JsonReader _reader;

    /// <param name="json">The whole answer.</param>
    /// <param name="offset">Where to start: at a value, or at the top.</param>
    public AnswerJson(ReadOnlySpan<byte> json, int offset = 0)
    {
        _offset = offset;
        _reader = new Utf8JsonReader(json[offset..], Options);
    }

    /// <summary>Kind of the present token.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Offset in the answer behind the present token.</summary>
    public readonly int Position => _offset + (int)_reader.BytesConsumed;

    /// <summary>Offset in the answer of the present token.</summary>
    public readonly int TokenStart => _offset + (int)_reader.TokenStartIndex;

    /// <summary>Moves to the next token, whatever it is.</summary>
    public void Next()
    {
        try
        {
            if (!_reader.Read())
            {
                throw Unexpected("more");
            }
        }
        catch (JsonException)
        {
            // Without the reader's own message, which may quote the answer.
            throw new FaunaProtocolViolation($"An answer is not valid JSON, at byte {Position}.");
        }
    }

    /// <summary>Moves to the next token, which must be of this kind.</summary>
    public void Expect(JsonTokenType kind, string what)
    {
        Next();
        Require(kind, what);
    }

    /// <summary>The present token must be of this kind.</summary>
    public readonly void Require(JsonTokenType kind, string what)
    {
        if (_reader.TokenType != kind)
        {
            throw Unexpected(what);
        }
    }

    /// <summary>Moves to the next token, which must be this property's name.</summary>
    public void ExpectProperty(ReadOnlySpan<byte> name)
    {
        Next();
        if (_reader.TokenType != JsonTokenType.PropertyName || !Is(name))
        {
            throw Unexpected($"\"{Encoding.UTF8.GetString(name)}\"");
        }
    }

    /// <summary>Whether the present token is this text or property name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text)
    {
        if (_reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            return false;
        }

        try
        {
            return _reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text, so not this one.
            return false;
        }
    }

    /// <summary>Moves over the next value, with all that is in it.</summary>
    public void SkipValue()
    {
        Next();
        Skip();
    }

    /// <summary>Moves to the end of the present value.</summary>
    public void Skip()
    {
        try
        {
            _reader.Skip();
        }
        catch (JsonException)
        {
            // Without the reader's own message, which may quote the answer.
            throw new FaunaProtocolViolation($"An answer is not valid JSON, at byte {Position}.");
        }
    }

    /// <summary>The next token as an integer.</summary>
    public long ExpectLong(string what)
    {
        Next();
        return RequireLong(what);
    }

    /// <summary>The present token as an integer.</summary>
    public readonly long RequireLong(string what) =>
        _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var value) ? value : throw Unexpected(what);

    /// <summary>The next token as a text.</summary>
    public string ExpectText(string what)
    {
        Expect(JsonTokenType.String, what);
        return RequireText(what);
    }

    /// <summary>The present token as a text.</summary>
    public readonly string RequireText(string what)
    {
        Require(JsonTokenType.String, what);
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FaunaProtocolViolation($"A text of an answer is not valid Unicode, byte {TokenStart}.", e);
        }
    }

    /// <summary>The present token as the name of a field.</summary>
    public readonly string RequireName(string what)
    {
        Require(JsonTokenType.PropertyName, what);
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FaunaProtocolViolation($"A name in an answer is not valid Unicode, byte {TokenStart}.", e);
        }
    }

    /// <summary>The next token as a document's id: a string of digits.</summary>
    public long ExpectId()
    {
        Next();
        return RequireId();
    }

    /// <summary>The present token as a document's id.</summary>
    public readonly long RequireId()
    {
        if (_reader.TokenType == JsonTokenType.String
            && !_reader.ValueIsEscaped
            && Utf8Parser.TryParse(_reader.ValueSpan, out long id, out var used)
            && used == _reader.ValueSpan.Length)
        {
            return id;
        }

        throw Unexpected("a document's id");
    }

    /// <summary>The error for a token that may not stand here. It shows none of the answer: that may hold anything.</summary>
    public readonly FaunaProtocolViolation Unexpected(string expected) =>
        new($"An answer holds {Kind()} at byte {TokenStart} where {expected} was expected.");

    private readonly string Kind() => _reader.TokenType switch
    {
        JsonTokenType.None => "nothing",
        JsonTokenType.StartObject or JsonTokenType.EndObject => "an object's start or end",
        JsonTokenType.StartArray or JsonTokenType.EndArray => "a list's start or end",
        JsonTokenType.PropertyName => "another field",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };
}
