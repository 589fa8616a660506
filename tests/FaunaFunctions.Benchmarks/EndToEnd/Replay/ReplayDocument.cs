using System.Globalization;
using System.Text;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>What stands behind <c>ts</c> in a replayed document.</summary>
internal static class ReplayDocument
{
    /// <summary>The n-th document's <c>,"data":{…}}</c>.</summary>
    /// <param name="n">Which; the same n gives the same bytes.</param>
    /// <param name="bytes">About how long the document shall be; 0 for a usual one of about 1 KB.</param>
    public static byte[] Data(int n, int bytes)
    {
        var data = Sample(n);
        if (bytes > 0)
        {
            var note = new StringBuilder(bytes);
            while (data.Length + note.Length < bytes - 200)
            {
                note.Append("Delivered to the neighbour, größter Karton; left at \\\"Tor 3\\\". ");
            }

            data = data[..^2] + ",\"note\":\"" + note + "\"}}";
        }

        return Encoding.UTF8.GetBytes(data);
    }

    private static string Sample(int n) => string.Create(CultureInfo.InvariantCulture, $$"""
        ,"data":{"number":"A-{{100000 + (n * 37)}}"
        ,"customer":{"@ref":{"id":"{{298_000_000_000_000_000 + (n * 131L)}}","collection":{"@ref":{"id":"customers","collection":{"@ref":{"id":"collections"} } } } } }
        ,"placed":{"@ts":"2024-0{{1 + (n % 9)}}-11T08:{{10 + (n % 50)}}:00.123456789Z"},"due":{"@date":"2024-03-{{10 + (n % 20)}}"}
        ,"total":{{(n * 1.37) + 19.99:F2}},"loyalty":{{n * 1_234_567_890_123L}},"paid":{{(n % 3 == 0 ? "false" : "true")}},"currency":"EUR"
        ,"signature":{"@bytes":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes($"signature {n:D8}"))}}"}
        ,"address":{"name":"Jürgen Müller-{{n}}","street":"Straße des 17. Juni {{n % 200}}","city":"Köln","zip":"{{50000 + (n % 999)}}"
        ,"lines":["2. OG","Klingel \"Müller\"\n hinten"],"geo":{"lat":50.{{9000 + (n % 999)}},"lon":6.{{9000 + (n % 777)}} } }
        ,"items":[{"sku":"SKU-{{n % 5000}}","title":"Teapot, hand-made","quantity":{{1 + (n % 4)}},"price":12.5,"tags":["kitchen","sale"]}
        ,{"sku":"SKU-{{(n * 3) % 5000}}","title":"Café crème – 東京","quantity":2,"price":3.75,"tags":[]}],"status":"shipped"
        ,"carrier":{"name":"DHL","tracking":"0034{{100_000_000 + n}}","events":3},"notes":"Please ring twice; the bell is \"broken\"."} }
        """).Replace("\n", "", StringComparison.Ordinal).Replace(" }", "}", StringComparison.Ordinal);
}
