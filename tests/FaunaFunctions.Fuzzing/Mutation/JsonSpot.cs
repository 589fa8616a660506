namespace FaunaFunctions.Fuzzing.Mutation;

/// <summary>Finds values in what is, or once was, JSON.</summary>
internal static class JsonSpot
{
    /// <summary>Where some value stands; empty when there is none.</summary>
    public static Range Some(ReadOnlySpan<byte> text, Random random)
    {
        var from = random.Next(text.Length + 1);
        var at = text[from..].IndexOfAny((byte)':', (byte)',', (byte)'[');
        return at < 0 ? 0..0 : (from + at + 1)..EndOf(text, from + at + 1);
    }

    private static int EndOf(ReadOnlySpan<byte> text, int at)
    {
        var depth = 0;
        var inText = false;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'\\' when inText:
                    at++;
                    break;
                case (byte)'"':
                    inText = !inText;
                    break;
                case (byte)'{' or (byte)'[' when !inText:
                    depth++;
                    break;
                case (byte)'}' or (byte)']' when !inText:
                    if (depth-- == 0)
                    {
                        return at;
                    }

                    break;
                case (byte)',' when !inText && depth == 0:
                    return at;
                default:
                    break;
            }
        }

        return text.Length;
    }
}
