namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>The ways in which a collection in memory lets itself be read.</summary>
public enum MemoryApi
{
    /// <summary>Documents and updates at a time, removals from events.</summary>
    V4,

    /// <summary>Documents at a time, changes from a feed.</summary>
    V10,

    /// <summary>The same, with a key that may not look back: nothing is shown at an earlier time, and documents are read along a cursor.</summary>
    V10WithoutHistory,
}
