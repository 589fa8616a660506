using System.Text;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>What stands behind <c>ts</c> in a replayed document.</summary>
internal static class ReplayDocument
{
    // Bytes of a sample document, on the small side: a longer one has a note that fills it up.
    private const int SampleBytes = 1200;

    /// <summary>What stands behind the n-th document's time.</summary>
    /// <param name="samples">Documents of the language.</param>
    /// <param name="n">Which; the same n gives the same bytes.</param>
    /// <param name="bytes">About how long the document shall be; 0 for a sample of about 1 KB.</param>
    public static byte[] Fields(SampleDocuments samples, int n, int bytes)
    {
        var data = samples.Fields(n);
        if (bytes <= SampleBytes)
        {
            return data.ToArray();
        }

        var note = new StringBuilder(bytes, bytes + 100).Append(",\"note\":\"");
        while (note.Length < bytes - SampleBytes)
        {
            note.Append("Delivered to the neighbour, größter Karton; left at \\\"Tor 3\\\". ");
        }

        return [.. data[..^2], .. Encoding.UTF8.GetBytes(note.Append("\"}}").ToString())];
    }
}
