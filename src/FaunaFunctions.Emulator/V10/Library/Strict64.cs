namespace FaunaFunctions.Emulator.V10.Library;

/// <summary>Base64 in the standard alphabet, with its padding.</summary>
internal static class Strict64
{
    public static byte[]? Parse(string text)
    {
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
