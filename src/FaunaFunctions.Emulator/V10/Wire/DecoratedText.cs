using System.Text;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>Values as text that looks like a query's.</summary>
internal sealed class DecoratedText(Frame frame)
{
    private readonly StringBuilder _text = new();

    public static string Of(Frame frame, Value value)
    {
        var text = new DecoratedText(frame);
        text.Write(value, 0);
        return text._text.ToString();
    }

    private void Write(Value value, int depth)
    {
        switch (value)
        {
            case ArrayValue a:
                Many('[', ']', a.Items, depth, i => Write(i, depth + 1));
                break;
            case ObjectValue o:
                Fields(o.Fields, depth);
                break;
            case DocValue d when DocumentReader.Read(frame, d) is var view && view.Version is { } version:
                Fields(DocumentLayout.Fields(frame, d, version), depth);
                break;
            case DocValue d:
                Missing(DocumentReader.Read(frame, d).Missing!);
                break;
            case NullDocValue n:
                Missing(n);
                break;
            case RefValue r:
                Reference(r);
                break;
            case FqlSet s:
                Write(SetPages.First(frame, s), depth);
                break;
            case StringValue s:
                Text(s.Value, depth);
                break;
            case IdValue or CursorValue:
                Text(TextOf.Value(value), depth);
                break;
            case TimeValue:
                Call("Time", value);
                break;
            case DateValue:
                Call("Date", value);
                break;
            case BytesValue:
                Call("Bytes", value);
                break;
            case UuidValue:
                Call("UUID", value);
                break;
            case DoubleValue d when !double.IsFinite(d.Value):
                _text.Append(d.Value < 0 ? "-" : "").Append("Math.").Append(TextOf.Value(value).TrimStart('-'));
                break;
            case EventSourceValue e:
                Text(e.Token, depth);
                break;
            case FunctionValue f:
                Text($"[function {f.Name}]", depth);
                break;
            case LambdaValue:
                Text("[function <lambda>]", depth);
                break;
            default:
                _text.Append(TextOf.Value(value));
                break;
        }
    }

    private void Fields(IReadOnlyList<KeyValuePair<string, Value>> fields, int depth) => Many('{', '}', fields, depth, f =>
    {
        if (SchemaFields.IsIdentifier(f.Key))
        {
            _text.Append(f.Key);
        }
        else
        {
            Quoted(f.Key);
        }

        _text.Append(": ");
        Write(f.Value, depth + 1);
    });

    private void Many<T>(char open, char close, IReadOnlyList<T> items, int depth, Action<T> write)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i == 0 ? "\n" : ",\n").Append(' ', (depth + 1) * 2);
            write(items[i]);
        }

        if (items.Count > 0)
        {
            _text.Append('\n').Append(' ', depth * 2);
        }

        _text.Append(close);
    }

    private void Call(string module, Value value) => _text.Append(module).Append("(\"").Append(TextOf.Value(value)).Append("\")");

    private void Missing(NullDocValue missing)
    {
        var key = missing.Name ?? (NativeCollection.IsNamed(missing.Reference!.Collection)
            ? Names.NameOf(frame.Run, missing.Reference)
            : missing.Reference.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _text.Append(Names.CollectionOf(frame.Run, missing)).Append("(\"").Append(key).Append("\") /* ").Append(missing.Cause).Append(" */");
    }

    private void Reference(RefValue reference)
    {
        var key = NativeCollection.IsNamed(reference.Collection) ? Names.NameOf(frame.Run, reference) : reference.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _text.Append(Names.ModuleOf(frame.Run, reference)).Append("(\"").Append(key).Append("\")");
    }

    // Text of several lines stands as a heredoc.
    private void Text(string text, int depth)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            Quoted(text);
            return;
        }

        var margin = new string(' ', (depth + 1) * 2);
        _text.Append("<<-END\n").Append(margin).Append(text.Replace("\n", "\n" + margin, StringComparison.Ordinal)).Append('\n').Append(' ', depth * 2).Append("END");
    }

    private void Quoted(string text) =>
        _text.Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
}
