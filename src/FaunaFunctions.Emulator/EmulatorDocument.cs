using System.Text;

namespace FaunaFunctions.Emulator;

/// <summary>A document to be written directly.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Data">The JSON object of its <c>data</c> in the form in which FQL v4 shows it (<c>@ref</c>, <c>@ts</c>, … as tags), UTF-8.</param>
/// <param name="Ttl">When it expires; null for never.</param>
public sealed record EmulatorDocument(long Id, ReadOnlyMemory<byte> Data, DateTimeOffset? Ttl = null)
{
    /// <summary>A document from text.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="data">The JSON object of its <c>data</c>.</param>
    /// <param name="ttl">When it expires; null for never.</param>
    public EmulatorDocument(long id, string data, DateTimeOffset? ttl = null)
        : this(id, Encoding.UTF8.GetBytes(data), ttl)
    {
    }
}
