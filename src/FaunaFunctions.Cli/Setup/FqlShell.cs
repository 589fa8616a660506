using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FaunaFunctions.Cli.Setup;

/// <summary>FQL v4 as the fauna shell takes it: JavaScript.</summary>
internal static class FqlShell
{
    private const int LineWidth = 100;
    private const int Indent = 2;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The expression, broken into lines where it is long.</summary>
    public static string Write(Fql expression)
    {
        var text = new StringBuilder();
        Write(text, expression, 0, 0);
        return text.ToString();
    }

    // used: columns of the line that are taken, the indent included.
    private static void Write(StringBuilder text, Fql expression, int indent, int used)
    {
        var line = OnOneLine(expression);
        if (used + line.Length <= LineWidth || expression is not (FqlObject or FqlList or FqlCall))
        {
            text.Append(line);
            return;
        }

        switch (expression)
        {
            case FqlCall { Arguments: [(_, { } only)] } call:
                text.Append(call.Name).Append('(');
                Write(text, only, indent, used + call.Name.Length + 2);
                text.Append(')');
                break;
            case FqlCall call:
                WriteLines(text, $"{call.Name}(", [.. call.Arguments.Where(a => a.Value is not null).Select(a => ("", a.Value!))], ")", indent);
                break;
            case FqlObject literal:
                WriteLines(text, "{", [.. literal.Fields.Select(f => (Key(f.Name) + ": ", f.Value))], "}", indent);
                break;
            case FqlList list:
                WriteLines(text, "[", [.. list.Items.Select(i => ("", i))], "]", indent);
                break;
        }
    }

    private static void WriteLines(StringBuilder text, string open, IReadOnlyList<(string Label, Fql Value)> items, string close, int indent)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append('\n').Append(' ', indent + Indent).Append(items[i].Label);
            Write(text, items[i].Value, indent + Indent, indent + Indent + items[i].Label.Length);
            text.Append(i < items.Count - 1 ? "," : "");
        }

        text.Append('\n').Append(' ', indent).Append(close);
    }

    private static string OnOneLine(Fql expression) => expression switch
    {
        FqlText text => Quoted(text.Value),
        FqlNumber number => number.Value.ToString(CultureInfo.InvariantCulture),
        FqlTrue => "true",
        FqlList list => $"[{string.Join(", ", list.Items.Select(OnOneLine))}]",
        FqlArguments arguments => string.Join(", ", arguments.Items.Select(OnOneLine)),
        FqlObject { Fields.Count: 0 } => "{}",
        FqlObject literal => $"{{ {string.Join(", ", literal.Fields.Select(f => $"{Key(f.Name)}: {OnOneLine(f.Value)}"))} }}",
        FqlCall call => $"{call.Name}({string.Join(", ", call.Arguments.Where(a => a.Value is not null).Select(a => OnOneLine(a.Value!)))})",
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private static string Key(string name) => name.All(c => char.IsAsciiLetter(c) || c == '_') ? name : Quoted(name);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);
}
