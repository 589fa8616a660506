using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace FaunaFunctions.Core.Configuration;

/// <summary>JSON with comments and trailing commas into nodes that know their line, column and path.</summary>
internal ref struct SettingsParser
{
    private const int MaximumDepth = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly SettingsProblems _problems;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private int _lineStart;
    private int _counted;

    private SettingsParser(ReadOnlySpan<byte> json, SettingsProblems problems)
    {
        _json = json;
        _problems = problems;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = MaximumDepth,
        });
    }

    /// <summary>The document; null when it is not JSON, which has been added to <paramref name="problems"/>.</summary>
    public static SettingsNode? Parse(ReadOnlySpan<byte> json, SettingsProblems problems)
    {
        var content = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        if (!Utf8.IsValid(content))
        {
            problems.Error(default, "", "is not UTF-8 text. Save it with the encoding UTF-8.");
            return null;
        }

        if (content.Trim(" \t\r\n"u8).IsEmpty)
        {
            problems.Error(default, "", "is empty. Start from exports.sample.json.");
            return null;
        }

        var parser = new SettingsParser(content, problems);
        try
        {
            parser._reader.Read();
            var root = parser.ReadValue("");
            parser._reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0);
            problems.Error(parser.PositionInLine(line, (int)(e.BytePositionInLine ?? 0)), "", $"is not valid JSON: {Reason(e)}");
            return null;
        }
    }

    private SettingsNode ReadValue(string path)
    {
        var at = Position();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(at, path);
            case JsonTokenType.StartArray:
                var array = new SettingsNode(SettingsKind.Array, at, path);
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Items.Add(ReadValue(string.Create(CultureInfo.InvariantCulture, $"{path}[{array.Items.Count}]")));
                }

                return array;
            case JsonTokenType.String:
                return new SettingsNode(SettingsKind.Text, at, path) { Text = ReadText(at, path) };
            case JsonTokenType.Number:
                return new SettingsNode(SettingsKind.Number, at, path) { Text = Encoding.UTF8.GetString(_reader.ValueSpan) };
            case JsonTokenType.True or JsonTokenType.False:
                return new SettingsNode(SettingsKind.Boolean, at, path) { IsTrue = _reader.TokenType == JsonTokenType.True };
            default:
                return new SettingsNode(SettingsKind.Null, at, path);
        }
    }

    private SettingsNode ReadObject(SettingsPosition at, string path)
    {
        var node = new SettingsNode(SettingsKind.Object, at, path);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameAt = Position();
            var name = ReadText(nameAt, path);
            var fieldPath = Below(path, name);
            _reader.Read();
            var value = ReadValue(fieldPath);
            var first = node.Fields.Find(f => f.Name == name);
            if (first is null)
            {
                node.Fields.Add(new SettingsField(name, nameAt, fieldPath, value));
            }
            else
            {
                _problems.Error(nameAt, fieldPath, string.Create(CultureInfo.InvariantCulture, $"is given twice, first in line {first.At.Line}. Remove one."));
            }
        }

        return node;
    }

    private string ReadText(SettingsPosition at, string path)
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            _problems.Error(at, path, "holds half of a surrogate pair (\\ud800 … \\udfff), which is no text. Write the character itself.");
            return "";
        }
    }

    /// <summary>Where the present token starts. Tokens come in order, so lines are counted once over the whole file.</summary>
    private SettingsPosition Position()
    {
        var offset = (int)_reader.TokenStartIndex;
        for (; _counted < offset; _counted++)
        {
            if (_json[_counted] == (byte)'\n')
            {
                _line++;
                _lineStart = _counted + 1;
            }
        }

        return new SettingsPosition(_line, Encoding.UTF8.GetCharCount(_json[_lineStart..offset]) + 1);
    }

    private readonly SettingsPosition PositionInLine(int line, int byteInLine)
    {
        var rest = _json;
        for (var i = 0; i < line; i++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return new SettingsPosition(line + 1, Encoding.UTF8.GetCharCount(rest[..Math.Min(byteInLine, rest.Length)]) + 1);
    }

    private static string Below(string path, string name)
    {
        var plain = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');
        return plain ? (path.Length == 0 ? name : $"{path}.{name}") : $"{path}[\"{name}\"]";
    }

    /// <summary>
    /// The reader's own words, but for those that quote more than one character of the file:
    /// <c>"secret": fnAE…</c> without quotes would put the secret into the message.
    /// </summary>
    private static string Reason(JsonException e)
    {
        var message = e.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = end < 0 ? message : message[..end];
        if (message.Contains("JSON literal", StringComparison.Ordinal))
        {
            return "a value here is neither true, false nor null, and has no quotes. Put text in double quotes.";
        }

        return message.EndsWith('.') ? message : message + ".";
    }
}
