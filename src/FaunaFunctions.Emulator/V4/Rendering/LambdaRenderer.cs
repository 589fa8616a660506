using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>Lambdas as they were written; from version 3 of the language on they tell their version first.</summary>
/// <param name="version">The version of the language, see <see cref="ApiVersion"/>.</param>
/// <param name="output">Where the JSON goes.</param>
internal sealed class LambdaRenderer(int version, JsonBuffer output)
{
    public void Write(LambdaValue lambda)
    {
        output.Write((byte)'{');
        if (version >= ApiVersion.V3 || ApiVersion.Parse(lambda.ApiVersion) >= ApiVersion.V3)
        {
            output.Write("\"api_version\":"u8);
            output.WriteString(lambda.ApiVersion);
            output.Write((byte)',');
        }

        WriteRawFields(lambda.Source);
        output.Write((byte)'}');
    }

    private void WriteRaw(Value value)
    {
        switch (value)
        {
            case ObjectValue o:
                output.Write((byte)'{');
                WriteRawFields(o);
                output.Write((byte)'}');
                break;
            case ArrayValue a:
                output.Write((byte)'[');
                for (var i = 0; i < a.Items.Count; i++)
                {
                    if (i > 0)
                    {
                        output.Write((byte)',');
                    }

                    WriteRaw(a.Items[i]);
                }

                output.Write((byte)']');
                break;
            case StringValue s:
                output.WriteString(s.Value);
                break;
            case LongValue l:
                output.WriteLong(l.Value);
                break;
            case DoubleValue d:
                output.Write(System.Text.Encoding.ASCII.GetBytes(DoubleText.Format(d.Value)));
                break;
            case BoolValue b:
                output.Write(b.Value ? "true"u8 : "false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private void WriteRawFields(ObjectValue o)
    {
        for (var i = 0; i < o.Fields.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            output.WriteString(o.Fields[i].Key);
            output.Write((byte)':');
            WriteRaw(o.Fields[i].Value);
        }
    }
}
