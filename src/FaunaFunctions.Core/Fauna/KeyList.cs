using System.Collections;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// Keys in the order they were added, in pieces that the collector takes for small objects: an outline lives for seconds, and as one array it
/// would stay in the large heap long after.
/// </summary>
internal sealed class KeyList : IReadOnlyList<DocumentKey>
{
    private const int PieceBits = 12;
    private const int Piece = 1 << PieceBits;

    private readonly List<DocumentKey[]> _pieces = [];

    public int Count { get; private set; }

    public DocumentKey this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _pieces[index >> PieceBits][index & (Piece - 1)];
        }
    }

    public void Add(DocumentKey key)
    {
        if (Count == _pieces.Count << PieceBits)
        {
            _pieces.Add(new DocumentKey[Piece]);
        }

        _pieces[^1][Count & (Piece - 1)] = key;
        Count++;
    }

    public IEnumerator<DocumentKey> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
