using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>
/// A collection of any number of documents as they stand on the wire. A ring of them is rendered once; a document's id and time have a fixed
/// place and length, so that one of the ring stands for many.
/// </summary>
internal sealed class ReplayCollection
{
    public const long FirstId = 312_345_678_000_000_000;
    public const long FirstTs = 1_700_000_000_000_000;

    /// <summary>Ids are not consecutive, as they are not in life.</summary>
    public const int IdStep = 7;

    private const int RingDocuments = 1000;
    private const int RingBytes = 64 * 1024 * 1024;

    // Of a document's id only so many last digits differ.
    private const int Digits = 8;
    private const int IdDigits = 18;

    // Of its time too; v10 tells it as text, whose fraction of a second stands before a Z and what closes the value.
    private const int FractionDigits = 6;

    private readonly byte[] _ring;
    private readonly int[] _starts;
    private readonly int _idOffset;
    private readonly Range _ts;

    private ReplayCollection(string name, int count, byte[] ring, int[] starts, int idOffset, Range ts)
    {
        Name = name;
        Count = count;
        _ring = ring;
        _starts = starts;
        _idOffset = idOffset;
        _ts = ts;
    }

    public string Name { get; }

    public int Count { get; }

    private int RingCount => _starts.Length - 1;

    /// <summary>Renders the ring.</summary>
    /// <param name="api">The language.</param>
    /// <param name="name">The collection's name.</param>
    /// <param name="count">Documents.</param>
    /// <param name="bytes">About how long a document shall be; 0 for a sample of about 1 KB.</param>
    public static ReplayCollection Render(FaunaApi api, string name, int count, int bytes)
    {
        var samples = new SampleDocuments(api, collection: name);
        var head = Encoding.UTF8.GetBytes(new SampleWire(api).Head(FirstId, name, FirstTs));
        var idOffset = head.AsSpan().IndexOf("\"id\":\""u8) + "\"id\":\"".Length + IdDigits - Digits;
        var ts = api == FaunaApi.V10 ? (head.Length - FractionDigits - "Z\"}".Length)..(head.Length - "Z\"}".Length) : (head.Length - Digits)..head.Length;
        var ring = new MemoryStream();
        var starts = new List<int> { 0 };
        while (starts.Count <= Math.Min(count, RingDocuments) && ring.Length < RingBytes)
        {
            ring.Write(head);
            ring.Write(ReplayDocument.Fields(samples, starts.Count - 1, bytes));
            ring.WriteByte((byte)',');
            starts.Add((int)ring.Length);
        }

        return new ReplayCollection(name, count, ring.ToArray(), [.. starts], idOffset, ts);
    }

    /// <summary>Index of the first document at or behind an id.</summary>
    public int IndexOf(long id) => (int)Math.Clamp((id - FirstId + IdStep - 1) / IdStep, 0, Count);

    public static long IdOf(int index) => FirstId + ((long)index * IdStep);

    /// <summary>Bytes of documents in a row, each with the comma behind it.</summary>
    public long Length(int start, int count) => BytesBefore(start + count) - BytesBefore(start);

    /// <summary>How many documents, beginning with <paramref name="start"/>, can be copied at once: at least one, and no more bytes than allowed beyond it.</summary>
    public int Run(int start, int count, int bytes)
    {
        var first = start % RingCount;
        var most = Math.Min(count, RingCount - first);
        var run = 1;
        while (run < most && _starts[first + run + 1] - _starts[first] <= bytes)
        {
            run++;
        }

        return run;
    }

    /// <summary>Copies documents that lie in a row in the ring, with their own ids and times.</summary>
    public void Copy(int start, int count, Span<byte> into)
    {
        var first = start % RingCount;
        var origin = _starts[first];
        _ring.AsSpan(origin, _starts[first + count] - origin).CopyTo(into);
        for (var i = 0; i < count; i++)
        {
            var document = into[(_starts[first + i] - origin)..];
            WriteDigits((start + i) * IdStep, document.Slice(_idOffset, Digits));
            WriteDigits(start + i, document[_ts]);
        }
    }

    private static void WriteDigits(int value, Span<byte> into)
    {
        for (var i = into.Length - 1; i >= 0; i--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            into[i] = (byte)('0' + digit);
        }
    }

    private long BytesBefore(int index) => ((long)(index / RingCount) * _starts[^1]) + _starts[index % RingCount];
}
