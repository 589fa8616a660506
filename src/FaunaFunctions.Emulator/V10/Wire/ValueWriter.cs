using System.Text;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Documents;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Sets;
using FaunaFunctions.Emulator.V10.Values;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>Values as answers show them, tagged or simple. Documents and sets are read here.</summary>
/// <param name="frame">The query.</param>
/// <param name="output">Where the JSON goes.</param>
/// <param name="format">Tagged or simple.</param>
internal sealed class ValueWriter(Frame frame, JsonBuffer output, ValueFormat format)
{
    // Sets inside sets that are deeper are not read.
    private const int MaxSetDepth = 10;

    private readonly bool _tagged = format == ValueFormat.Tagged;
    private int _setDepth;

    /// <summary>Writes a value that stands outside of documents: a reference is shown with all that its document holds.</summary>
    public void Write(Value value)
    {
        switch (value)
        {
            case ArrayValue a:
                WriteItems(a.Items, Write);
                break;
            case ObjectValue o:
                WriteObject(o.Fields, Write);
                break;
            case DocValue d:
                WriteDocument(d);
                break;
            case NullDocValue n:
                WriteMissing(n);
                break;
            case FqlSet s:
                WriteSet(s);
                break;
            default:
                WriteScalar(value);
                break;
        }
    }

    /// <summary>Writes a value of a document: a reference stays one.</summary>
    private void WriteInside(Value value)
    {
        switch (value)
        {
            case ArrayValue a:
                WriteItems(a.Items, WriteInside);
                break;
            case ObjectValue o:
                WriteObject(o.Fields, WriteInside);
                break;
            case RefValue { IsNativeCollection: true }:
                WriteReference(NativeCollection.IsNamed(NativeCollection.Collections), "[new collection]", Names.Module(NativeCollection.Collections));
                break;
            case RefValue { Collection: NativeCollection.Indexes } index:
                output.WriteString(StoredValues.LegacyIndex(frame.Run, index));
                break;
            case RefValue r:
                WriteReference(r);
                break;
            case DocValue d:
                WriteReference(d.Reference);
                break;
            case NullDocValue { Reference: { } reference }:
                WriteReference(reference);
                break;
            case LambdaValue:
                output.WriteString("[function <lambda>]");
                break;
            case FqlSet s:
                WriteToken(s);
                break;
            default:
                WriteScalar(value);
                break;
        }
    }

    private void WriteScalar(Value value)
    {
        switch (value)
        {
            case BoolValue b:
                output.Write(b.Value ? "true"u8 : "false"u8);
                break;
            case LongValue l:
                WriteLong(l.Value, l.Value is >= int.MinValue and <= int.MaxValue ? "{\"@int\":\""u8 : "{\"@long\":\""u8);
                break;
            case WideLong w:
                WriteLong(w.Value, "{\"@long\":\""u8);
                break;
            case DoubleValue d:
                WriteDouble(d.Value);
                break;
            case StringValue s:
                output.WriteString(s.Value);
                break;
            case IdValue i:
                output.WriteString(i.Text);
                break;
            case CursorValue c:
                output.WriteString(c.Cursor);
                break;
            case TimeValue:
                WriteTag("{\"@time\":"u8, value.ToString()!);
                break;
            case DateValue:
                WriteTag("{\"@date\":"u8, value.ToString()!);
                break;
            case BytesValue b:
                WriteTag("{\"@bytes\":"u8, Convert.ToBase64String(b.Value));
                break;
            case UuidValue u:
                WriteTag("{\"@uuid\":"u8, u.Value.ToString());
                break;
            case ModuleValue m:
                WriteModule(m.Name);
                break;
            case CollectionModule c:
                WriteModule(c.Name);
                break;
            case EventSourceValue e:
                WriteTag("{\"@stream\":"u8, e.Token);
                break;
            case FunctionValue f:
                output.WriteString(f is LambdaFunction ? "[function <lambda>]" : $"[function {f.Name}()]");
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private void WriteLong(long value, ReadOnlySpan<byte> tag)
    {
        output.Write(_tagged ? tag : default);
        output.WriteLong(value);
        output.Write(_tagged ? "\"}"u8 : default);
    }

    private void WriteDouble(double value)
    {
        var isFinite = double.IsFinite(value);
        var text = isFinite ? DoubleText.Format(value) : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        if (_tagged || !isFinite)
        {
            WriteTag("{\"@double\":"u8, text);
        }
        else
        {
            output.Write(Encoding.ASCII.GetBytes(text));
        }
    }

    private void WriteTag(ReadOnlySpan<byte> tag, string text)
    {
        output.Write(_tagged ? tag : default);
        output.WriteString(text);
        output.Write(_tagged ? "}"u8 : default);
    }

    private void WriteModule(string name) => WriteTag("{\"@mod\":"u8, name);

    private void WriteItems(IReadOnlyList<Value> items, Action<Value> write)
    {
        output.Write((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            output.Write(i == 0 ? default : ","u8);
            write(items[i]);
        }

        output.Write((byte)']');
    }

    private void WriteObject(IEnumerable<KeyValuePair<string, Value>> fields, Action<Value> write)
    {
        var list = fields as IReadOnlyCollection<KeyValuePair<string, Value>> ?? [.. fields];
        var isWrapped = _tagged && list.Any(f => f.Key.StartsWith('@'));
        output.Write(isWrapped ? "{\"@object\":{"u8 : "{"u8);
        var first = true;
        foreach (var field in list)
        {
            output.Write(first ? default : ","u8);
            first = false;
            output.WriteString(field.Key);
            output.Write((byte)':');
            write(field.Value);
        }

        output.Write(isWrapped ? "}}"u8 : "}"u8);
    }

    private void WriteSet(FqlSet set)
    {
        if (_setDepth >= MaxSetDepth)
        {
            WriteToken(set);
            return;
        }

        _setDepth++;
        output.Write(_tagged ? "{\"@set\":"u8 : default);
        Write(SetPages.First(frame, set));
        output.Write(_tagged ? "}"u8 : default);
        _setDepth--;
    }

    private void WriteToken(FqlSet set) => WriteTag("{\"@set\":"u8, SetPages.Token(frame, set));

    private void WriteReference(RefValue reference)
    {
        var isNamed = NativeCollection.IsNamed(reference.Collection);
        WriteReference(isNamed, isNamed ? Names.NameOf(frame.Run, reference) : reference.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Names.ModuleOf(frame.Run, reference));
    }

    private void WriteReference(bool isNamed, string key, string module, string? cause = null)
    {
        output.Write(_tagged ? "{\"@ref\":{"u8 : "{"u8);
        output.Write(isNamed ? "\"name\":"u8 : "\"id\":"u8);
        output.WriteString(key);
        output.Write(",\"coll\":"u8);
        WriteModule(module);
        if (cause is not null)
        {
            output.Write(",\"exists\":false,\"cause\":"u8);
            output.WriteString(cause);
        }

        output.Write(_tagged ? "}}"u8 : "}"u8);
    }

    private void WriteMissing(NullDocValue missing)
    {
        if (!_tagged)
        {
            output.Write("null"u8);
            return;
        }

        var isNamed = missing.Name is not null || NativeCollection.IsNamed(missing.Reference!.Collection);
        var key = missing.Name ?? (isNamed ? Names.NameOf(frame.Run, missing.Reference!) : missing.Reference!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        WriteReference(isNamed, key, Names.CollectionOf(frame.Run, missing), missing.Cause);
    }

    private void WriteDocument(DocValue document)
    {
        var view = DocumentReader.Read(frame, document);
        if (view.Missing is { } missing)
        {
            WriteMissing(missing);
            return;
        }

        output.Write(_tagged ? "{\"@doc\":"u8 : default);
        if (!TryWriteWire(document, view.Version!))
        {
            WriteObject(DocumentLayout.Fields(frame, document, view.Version!), WriteInside);
        }

        output.Write(_tagged ? "}"u8 : default);
    }

    private bool TryWriteWire(DocValue document, DocumentVersion version)
    {
        if (!_tagged || !version.IsWireOnly || CollectionSchema.Of(frame.Run.Store.Collection(document.Reference)!).Computed.Count > 0)
        {
            return false;
        }

        if (!WireTranscoder.CanWrite(version))
        {
            return false;
        }

        output.Write("{\"id\":\""u8);
        output.WriteLong(document.Reference.Id);
        output.Write("\",\"coll\":"u8);
        WriteModule(Names.ModuleOf(frame.Run, document.Reference));
        output.Write(",\"ts\":"u8);
        WriteScalar(TimeValue.FromMicros(version.Ts));
        if (version.TtlValue is { } ttl)
        {
            output.Write(",\"ttl\":"u8);
            WriteScalar(ttl);
        }

        WireTranscoder.WriteFields(version, output);
        output.Write((byte)'}');
        return true;
    }
}
