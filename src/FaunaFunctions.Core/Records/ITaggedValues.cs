namespace FaunaFunctions.Core.Records;

/// <summary>How one of the two wires wraps values in objects with a single key that starts with <c>@</c>.</summary>
internal interface ITaggedValues
{
    /// <summary>Whether numbers stand as they are; else each is in a tag of its type.</summary>
    static abstract bool HasPlainNumbers { get; }

    /// <summary>The tag of an object whose own keys may start with <c>@</c>.</summary>
    static abstract ReadOnlySpan<byte> Wrapper { get; }

    /// <summary>Writes the record's form of one tagged value, any but the wrapper's.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="tag">The tag as it stands between its quotes.</param>
    /// <param name="key">The tag's opening quote.</param>
    /// <param name="at">Where the tag's content starts.</param>
    /// <returns>Behind the brace that closes the tag's object.</returns>
    nint Write(ReadOnlySpan<byte> page, ReadOnlySpan<byte> tag, nint key, nint at);

    /// <summary>Writes a set that was stored in a document, a wrapper that holds <c>{"@set":…}</c>, as a set outside of one is written.</summary>
    /// <param name="page">The answer.</param>
    /// <param name="inner">Where the object within the wrapper starts.</param>
    /// <returns>Behind the brace that closes the wrapper; −1, and nothing is written, for an object that is no set.</returns>
    nint WriteStoredSet(ReadOnlySpan<byte> page, nint inner);
}
