namespace FaunaFunctions.Emulator.Values;

/// <summary>Base64 in the standard or the URL-safe alphabet, with or without padding.</summary>
internal static class Base64Text
{
    public static byte[]? Parse(string text)
    {
        var standard = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        if (standard.Length % 4 == 1)
        {
            return null;
        }

        var bytes = new byte[((standard.Length * 3) / 4) + 3];
        return Convert.TryFromBase64String(standard.PadRight((standard.Length + 3) / 4 * 4, '='), bytes, out var written)
            ? bytes[..written]
            : null;
    }
}
