using System.Text.Json;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Sets;

/// <summary>Sets and values for cursors and tokens. An object with one letter tells what is not plain.</summary>
internal sealed class ValueEncoder(FqlRun run, Utf8JsonWriter output)
{
    public void Write(Value value)
    {
        switch (value)
        {
            case NullValue:
                output.WriteNullValue();
                break;
            case BoolValue b:
                output.WriteBooleanValue(b.Value);
                break;
            case LongValue l:
                output.WriteNumberValue(l.Value);
                break;
            case WideLong w:
                output.WriteNumberValue(w.Value);
                break;
            case StringValue s:
                output.WriteStringValue(s.Value);
                break;
            case CursorValue c:
                output.WriteStringValue(c.Cursor);
                break;
            case ArrayValue a:
                output.WriteStartArray();
                a.Items.ToList().ForEach(Write);
                output.WriteEndArray();
                break;
            default:
                output.WriteStartObject();
                Tagged(value);
                output.WriteEndObject();
                break;
        }
    }

    private void Tagged(Value value)
    {
        switch (value)
        {
            case DoubleValue d:
                output.WriteNumber("f", BitConverter.DoubleToInt64Bits(d.Value));
                break;
            case TimeValue t:
                output.WriteString("t", t.ToString());
                break;
            case DateValue d:
                output.WriteString("d", d.ToString());
                break;
            case BytesValue b:
                output.WriteBase64String("b", b.Value);
                break;
            case UuidValue u:
                output.WriteString("u", u.Value);
                break;
            case IdValue i:
                output.WriteNumber("i", i.Id);
                break;
            case RefValue r:
                Array("r", new LongValue(r.Scope), new LongValue(r.Collection), new LongValue(r.Id));
                break;
            case DocValue d:
                Array("D", d.Reference, d.ReadTs is { } ts ? new LongValue(ts) : NullValue.Instance, BoolValue.Of(d.ByName));
                break;
            case NullDocValue { Reference: { } reference } n:
                Array("N", reference, new StringValue(n.Cause));
                break;
            case ObjectValue o:
                Array("o", [.. o.Fields.SelectMany(f => new[] { new StringValue(f.Key), f.Value })]);
                break;
            case CollectionModule c:
                output.WriteString("m", c.Name);
                break;
            case ModuleValue m:
                output.WriteString("m", m.Name);
                break;
            case LambdaFunction l:
                Lambda(l);
                break;
            case FqlSet s:
                Set(s);
                break;
            default:
                throw new InvalidOperationException($"A cursor cannot hold a {value.TypeName}.");
        }
    }

    private void Lambda(LambdaFunction lambda)
    {
        var span = lambda.Node.Span;
        var part = span.Source.Part(span.Start, span.End);
        var values = part.Values.SelectMany(v => new[] { new LongValue(v.Key), Library.Globals.Bind(run, v.Value, span) });
        var names = new Tokenizer(part, 0, part.Text.Length).Read().Where(t => t.Kind is TokenKind.Name or TokenKind.Template).ToList();
        var captured = new List<Value>();
        var seen = new HashSet<string>();
        for (var v = lambda.Captured; v is not null; v = v.Outer)
        {
            if (seen.Add(v.Name) && v.Value is not (NativeFunction or EventSourceValue) && (v.Name == NameNode.This || names.Any(n => n.Content == v.Name || (n.Kind == TokenKind.Template && n.Span.Text.Contains(v.Name, StringComparison.Ordinal)))))
            {
                captured.AddRange([new StringValue(v.Name), v.Value]);
            }
        }

        Array("l", new StringValue(lambda.Node.Kind.ToString()), new StringValue(part.Text), new ArrayValue([.. values]), new ArrayValue(captured));
    }

    private void Set(FqlSet set)
    {
        Value[] parts = set switch
        {
            CollectionSet s => [Word("all"), Word(s.Name), Number(s.From), Number(s.To), Number(s.At), BoolValue.Of(s.Descending), BoolValue.Of(s.IsRange)],
            IndexSet s => [Word("index"), Word(s.Name), Word(s.Index), new ArrayValue(s.Terms), new ArrayValue(s.From), new ArrayValue(s.To), Number(s.At), BoolValue.Of(s.Descending)],
            ArraySet s => [Word("array"), new ArrayValue(s.Elements)],
            SingleSet s => [Word("single"), s.Element],
            SequenceSet s => [Word("sequence"), new LongValue(s.From), new LongValue(s.Until)],
            WhereSet s => [Word("where"), s.Source, s.Predicate],
            MapSet s => [Word("map"), s.Source, s.Function],
            FlatMapSet s => [Word("flatMap"), s.Source, s.Function],
            SliceSet s => [Word("slice"), s.Source, new LongValue(s.Count), BoolValue.Of(s.Drops)],
            ConcatSet s => [Word("concat"), s.First, s.Second],
            ReadSet s => [Word("read"), s.Source, Word(s.Kind.ToString()), new ArrayValue(s.Orderings)],
            SizedSet s => [Word("size"), s.Source, new LongValue(s.PageSize)],
            _ => throw new InvalidOperationException("There is no such set."),
        };
        Array("s", parts);
    }

    private void Array(string tag, params Value[] items)
    {
        output.WritePropertyName(tag);
        Write(new ArrayValue(items));
    }

    private static StringValue Word(string text) => new(text);

    private static Value Number(long? number) => number is { } n ? new LongValue(n) : NullValue.Instance;
}
