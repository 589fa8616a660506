using System.Text;

namespace FaunaFunctions.Core.Records;

/// <summary>
/// The additional columns' paths as one tree of field names, and where in the present document each of them was met.
/// A node is a number; the top of the document is <see cref="Top"/>, and <see cref="None"/> means that no column leads here.
/// </summary>
internal sealed class ColumnPaths
{
    public const int None = 0;
    public const int Top = 1;

    private readonly List<Node> _nodes = [new([], None), new([], None)];
    private readonly int[] _metAt;

    public ColumnPaths(IReadOnlyList<AdditionalColumn> columns)
    {
        Columns = [.. columns.Select(column => new Column(
            column,
            RecordColumn.Head(column.Name),
            [.. column.Path.Select(Encoding.UTF8.GetBytes)],
            Add(column)))];
        _metAt = new int[_nodes.Count];
    }

    public Column[] Columns { get; }

    public void Reset() => Array.Fill(_metAt, -1);

    /// <summary>The node of a field below <paramref name="node"/>; its name as it stands between its quotes.</summary>
    public int Field(int node, ReadOnlySpan<byte> name)
    {
        foreach (var child in _nodes[node].Children)
        {
            if (JsonText.Says(name, _nodes[child].Name))
            {
                return child;
            }
        }

        return None;
    }

    /// <summary>Notes that the value of <paramref name="node"/> starts at <paramref name="at"/>.</summary>
    /// <returns>The node; or <see cref="None"/> when it had been met before, for of two fields of one name the first counts.</returns>
    public int Met(int node, int at)
    {
        if (_metAt[node] >= 0)
        {
            return None;
        }

        _metAt[node] = at;
        return node;
    }

    /// <summary>Where the deepest value on the column's path starts, and how many of its names lead there; −1 when the first name is not there.</summary>
    public int Deepest(Column column, out int names)
    {
        var node = column.Node;
        for (names = column.Path.Length; names > 0; names--, node = _nodes[node].Parent)
        {
            if (_metAt[node] >= 0)
            {
                return _metAt[node];
            }
        }

        return -1;
    }

    private int Add(AdditionalColumn column)
    {
        if (column.Path.Count == 0)
        {
            throw new ArgumentException($"Column '{column.Name}' has an empty path.", nameof(column));
        }

        var node = Top;
        foreach (var field in column.Path)
        {
            var name = Encoding.UTF8.GetBytes(field);
            var child = _nodes[node].Children.Find(known => _nodes[known].Name.AsSpan().SequenceEqual(name));
            if (child == None)
            {
                child = _nodes.Count;
                _nodes[node].Children.Add(child);
                _nodes.Add(new(name, node));
            }

            node = child;
        }

        return node;
    }

    /// <param name="Definition">As configured.</param>
    /// <param name="Head">What stands before the value in a record: comma, name, colon.</param>
    /// <param name="Path">The field names as UTF-8.</param>
    /// <param name="Node">The path's end.</param>
    internal sealed record Column(AdditionalColumn Definition, byte[] Head, byte[][] Path, int Node)
    {
        /// <summary>Throws when the column may not be without a value.</summary>
        /// <param name="at">Where the document, or its reference, starts.</param>
        public void RequireOptional(nint at)
        {
            if (Definition.Required)
            {
                WireInvalid.Throw(
                    $"it has no value at [{string.Join(", ", Definition.Path.Select(name => $"\"{name}\""))}], which column '{Definition.Name}' requires",
                    at);
            }
        }
    }

    private sealed record Node(byte[] Name, int Parent)
    {
        public List<int> Children { get; } = [];
    }
}
