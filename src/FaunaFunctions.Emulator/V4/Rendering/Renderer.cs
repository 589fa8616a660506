using System.Text;
using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>Values as the server shows them to one request.</summary>
/// <param name="store">Knows the names of what references point at.</param>
/// <param name="scope">The request's database: references into others tell which.</param>
/// <param name="version">The version of the language, see <see cref="ApiVersion"/>.</param>
/// <param name="output">Where the JSON goes.</param>
internal sealed class Renderer(FaunaStore store, long scope, int version, JsonBuffer output)
{
    private readonly Dictionary<(long, int), byte[]> _collections = [];
    private readonly LambdaRenderer _lambdas = new(version, output);

    public void Write(Value value)
    {
        switch (value)
        {
            case NullValue:
                output.Write("null"u8);
                break;
            case BoolValue b:
                output.Write(b.Value ? "true"u8 : "false"u8);
                break;
            case LongValue l:
                output.WriteLong(l.Value);
                break;
            case DoubleValue d:
                WriteDouble(d.Value);
                break;
            case StringValue s:
                output.WriteString(s.Value);
                break;
            case BytesValue b:
                WriteTagged("@bytes", Convert.ToBase64String(b.Value));
                break;
            case TimeValue:
                WriteTagged("@ts", value.ToString()!);
                break;
            case DateValue:
                WriteTagged("@date", value.ToString()!);
                break;
            case UuidValue u:
                WriteTagged("@uuid", u.Value.ToString());
                break;
            case ArrayValue a:
                WriteArray(a.Items);
                break;
            case ObjectValue o:
                WriteObject(o);
                break;
            case RefValue r:
                WriteRef(r);
                break;
            case UnresolvedRefValue u:
                WriteUnresolved(u);
                break;
            case DocumentValue d:
                WriteDocument(d);
                break;
            case PageValue p:
                WriteFields(ValueShape.Page(p));
                break;
            case EventValue e:
                WriteFields(ValueShape.Event(e, version));
                break;
            case LambdaValue l:
                output.Write("{\"@query\":"u8);
                _lambdas.Write(l);
                output.Write((byte)'}');
                break;
            case SetValue s:
                output.Write("{\"@set\":"u8);
                WriteSet(s);
                output.Write((byte)'}');
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value.TypeName, "There is no such value.");
        }
    }

    /// <summary>An object as it is, never wrapped.</summary>
    public void WriteFields(ObjectValue o)
    {
        output.Write((byte)'{');
        WriteFieldList(o);
        output.Write((byte)'}');
    }

    /// <summary>The fields of a document's version without braces, from its cache where that holds.</summary>
    private void WriteVersionFields(DocumentVersion document)
    {
        if (version < ApiVersion.V3)
        {
            WriteFieldList(document.Fields);
            return;
        }

        var rendered = document.Rendered;
        if (rendered is null || (rendered.Epoch != RenderedFields.AnyEpoch && rendered.Epoch != store.NamingEpoch))
        {
            var buffer = new JsonBuffer();
            new Renderer(store, scope, version, buffer).WriteFieldList(document.Fields);
            var json = buffer.ToArray();
            rendered = new RenderedFields(json, WireFields.IsPlain(json) ? RenderedFields.AnyEpoch : store.NamingEpoch);
            document.Rendered = rendered;
        }

        output.WriteReady(rendered.Json);
    }

    private void WriteDocument(DocumentValue document)
    {
        output.Write("{\"ref\":"u8);
        WriteRef(document.Reference);
        if (version == ApiVersion.V20 && document.Reference.IsUserDocument)
        {
            output.Write(",\"class\":"u8);
            WriteRef(new RefValue(document.Reference.Scope, NativeCollection.Collections, document.Reference.Collection));
        }

        output.Write(",\"ts\":"u8);
        output.WriteLong(document.Version.Ts);
        if (document.Version.Rendered is { Json.Length: > 0 } || document.Version.Fields.Count > 0)
        {
            output.Write((byte)',');
            WriteVersionFields(document.Version);
        }

        output.Write((byte)'}');
    }

    private void WriteFieldList(ObjectValue o)
    {
        for (var i = 0; i < o.Fields.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            output.WriteString(o.Fields[i].Key);
            output.Write((byte)':');
            Write(o.Fields[i].Value);
        }
    }

    private void WriteObject(ObjectValue o)
    {
        if (!o.Fields.Any(f => f.Key.StartsWith('@')))
        {
            WriteFields(o);
            return;
        }

        output.Write("{\"@obj\":"u8);
        WriteFields(o);
        output.Write((byte)'}');
    }

    private void WriteArray(IReadOnlyList<Value> items)
    {
        output.Write((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            Write(items[i]);
        }

        output.Write((byte)']');
    }

    private void WriteDouble(double value)
    {
        if (double.IsFinite(value))
        {
            output.Write(Encoding.ASCII.GetBytes(DoubleText.Format(value)));
        }
        else
        {
            output.Write(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
        }
    }

    private void WriteTagged(string tag, string text)
    {
        output.Write((byte)'{');
        output.WriteString(tag);
        output.Write((byte)':');
        output.WriteString(text);
        output.Write((byte)'}');
    }

    private void WriteRef(RefValue reference)
    {
        if (reference.IsUserDocument && version != ApiVersion.V20)
        {
            output.Write("{\"@ref\":{\"id\":\""u8);
            output.WriteLong(reference.Id);
            output.Write((byte)'"');
            output.Write(version >= ApiVersion.V27 ? ",\"collection\":"u8 : ",\"class\":"u8);
            output.Write(CollectionJson(reference.Scope, reference.Collection));
            output.Write("}}"u8);
            return;
        }

        new RefRenderer(store, scope, version, output).Write(reference);
    }

    // The reference to a collection, which all its documents share.
    private byte[] CollectionJson(long home, int collection)
    {
        if (!_collections.TryGetValue((home, collection), out var json))
        {
            var buffer = new JsonBuffer();
            new RefRenderer(store, scope, version, buffer).Write(new RefValue(home, NativeCollection.Collections, collection));
            json = buffer.ToArray();
            _collections.Add((home, collection), json);
        }

        return json;
    }

    private void WriteUnresolved(UnresolvedRefValue reference) => new RefRenderer(store, scope, version, output).Write(reference);

    private void WriteSet(SetValue set)
    {
        if (set is UntoldSet)
        {
            output.Write("null"u8);
            return;
        }

        var shape = ValueShape.Set(set);
        output.Write((byte)'{');
        for (var i = 0; i < shape.Fields.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            output.WriteString(shape.Fields[i].Key);
            output.Write((byte)':');
            switch (shape.Fields[i].Value)
            {
                case LambdaValue lambda:
                    _lambdas.Write(lambda);
                    break;
                case SetValue inner when set is EventsSet:
                    WriteSet(inner);
                    break;
                case var other:
                    Write(other);
                    break;
            }
        }

        output.Write((byte)'}');
    }
}
