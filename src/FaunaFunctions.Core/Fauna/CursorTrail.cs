namespace FaunaFunctions.Core.Fauna;

/// <summary>The cursors of pages that are read into memory: a server, or something in between, that leads in a circle would fill it.</summary>
/// <param name="subject">What is read, for messages.</param>
internal sealed class CursorTrail(string subject)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes a page's cursor of the next; null at the end.</summary>
    /// <exception cref="FaunaProtocolViolation">It was there before.</exception>
    public string? Follow(string? cursor) => cursor is null || _seen.Add(cursor)
        ? cursor
        : throw new FaunaProtocolViolation($"Reading {subject}: the server's pages lead in a circle. Look at the server, or at proxies in between.");
}
