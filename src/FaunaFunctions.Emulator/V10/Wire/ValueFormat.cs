namespace FaunaFunctions.Emulator.V10.Wire;

/// <summary>The forms in which answers show values.</summary>
internal enum ValueFormat
{
    /// <summary>Plain JSON, types lost.</summary>
    Simple,

    /// <summary>JSON with a tag for each type.</summary>
    Tagged,

    /// <summary>One string that looks like a query's text.</summary>
    Decorated,
}
