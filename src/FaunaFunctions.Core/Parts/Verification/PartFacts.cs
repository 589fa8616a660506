using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>What reading a part has shown: what it holds, and what was wrong.</summary>
internal sealed class PartFacts
{
    public List<Finding> Findings { get; } = [];

    /// <summary>Whether the part was there and could be read to its end.</summary>
    public bool Complete { get; set; }

    public long Rows { get; set; }

    public long Deletions { get; set; }

    public long Bytes { get; set; }

    public long UncompressedBytes { get; set; }

    public DocumentKey? First { get; set; }

    public DocumentKey? Last { get; set; }

    public long? LowestTs { get; set; }

    public long? HighestTs { get; set; }

    public Stretch Versions { get; } = new();

    public Stretch Removed { get; } = new();
}

/// <summary>First and last of records that should ascend.</summary>
internal sealed class Stretch
{
    public DocumentKey? First { get; set; }

    public DocumentKey? Last { get; set; }
}
