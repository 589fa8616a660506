namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>JSON over several lines.</summary>
internal static class PrettyJson
{
    public static JsonBuffer Indent(JsonBuffer compact)
    {
        var output = new JsonBuffer();
        var depth = 0;
        var inString = false;
        var json = compact.ToArray();
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (inString)
            {
                output.Write(c);
                if (c == '\\')
                {
                    output.Write(json[++i]);
                }

                inString = c != '"';
                continue;
            }

            inString = c == '"';
            switch (c)
            {
                case (byte)'{' or (byte)'[' when json[i + 1] is (byte)'}' or (byte)']':
                    output.Write(c);
                    output.Write(json[++i]);
                    break;
                case (byte)'{' or (byte)'[':
                    output.Write(c);
                    NewLine(output, ++depth);
                    break;
                case (byte)'}' or (byte)']':
                    NewLine(output, --depth);
                    output.Write(c);
                    break;
                case (byte)',':
                    output.Write(c);
                    NewLine(output, depth);
                    break;
                case (byte)':':
                    output.Write(": "u8);
                    break;
                default:
                    output.Write(c);
                    break;
            }
        }

        output.Write((byte)'\n');
        return output;
    }

    private static void NewLine(JsonBuffer output, int depth)
    {
        output.Write((byte)'\n');
        for (var i = 0; i < depth; i++)
        {
            output.Write("  "u8);
        }
    }
}
