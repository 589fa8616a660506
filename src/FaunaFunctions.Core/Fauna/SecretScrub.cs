namespace FaunaFunctions.Core.Fauna;

/// <summary>Takes a secret out of text that others wrote: a server, or a proxy, may echo what it was sent.</summary>
internal sealed class SecretScrub
{
    private const int MaxLength = 600;
    private readonly string[] _parts;

    public SecretScrub(Secret secret)
    {
        var text = secret.Reveal();
        // A scoped secret is "<secret>:<database>:<role>": its first part is a secret too.
        var first = text.Split(':')[0];
        _parts = new[] { text, Uri.EscapeDataString(text), first, Uri.EscapeDataString(first) }
            .Where(part => part.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(part => part.Length)
            .ToArray();
    }

    /// <summary>The text without the secret, without control characters, and no longer than a message should be.</summary>
    public string Clean(string text)
    {
        foreach (var part in _parts)
        {
            text = text.Replace(part, "***", StringComparison.OrdinalIgnoreCase);
        }

        text = new string(text.Select(c => char.IsControl(c) ? ' ' : c).ToArray()).Trim();
        return text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
    }
}
