namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>Where an expression stands in a request: names of fields and numbers of elements, from the outside in.</summary>
internal sealed class Position
{
    public static readonly Position Root = new(null, "");

    private readonly Position? _parent;
    private readonly object _step;

    private Position(Position? parent, object step)
    {
        _parent = parent;
        _step = step;
    }

    public Position At(string field) => new(this, field);

    public Position At(int element) => new(this, element);

    /// <summary>The steps: strings and integers.</summary>
    public IReadOnlyList<object> Steps()
    {
        var steps = new List<object>();
        for (var p = this; p._parent is not null; p = p._parent)
        {
            steps.Add(p._step);
        }

        steps.Reverse();
        return steps;
    }
}
