using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10.Values;

/// <summary>A document by its reference. What it holds, and whether it is there, is found out when it is looked at.</summary>
/// <param name="reference">Which one.</param>
/// <param name="readTs">The time (µs) it is pinned to; null for the time of whoever looks.</param>
/// <param name="byName">Whether it was asked for by name, which makes it a value that cannot be stored.</param>
internal sealed class DocValue(RefValue reference, long? readTs, bool byName = false) : Value
{
    public RefValue Reference { get; } = reference;

    public long? ReadTs { get; } = readTs;

    public bool ByName { get; } = byName;

    /// <summary>Another document whose contents stand for its own; null for none. Only faults make such.</summary>
    public RefValue? LooksLike { get; init; }

    public override string TypeName => "Doc";
}

/// <summary>A document that is not there, and why.</summary>
/// <param name="native">The native collection it would be in; null for a user's.</param>
/// <param name="reference">Which one; null when there never was one of the name.</param>
/// <param name="name">The name of a schema object that never was; null otherwise.</param>
/// <param name="cause">For example <c>not found</c>.</param>
internal sealed class NullDocValue(int? native, RefValue? reference, string? name, string cause) : Value
{
    public const string NotFound = "not found";
    public const string Denied = "permission denied";
    public const string Deleted = "deleted";
    public const string CollectionDeleted = "collection deleted";

    public int? Native { get; } = native;

    public RefValue? Reference { get; } = reference;

    public string? Name { get; } = name;

    public string Cause { get; } = cause;

    public override string TypeName => "NullDoc";

    public static NullDocValue Of(RefValue reference, string cause) =>
        new(reference.IsUserDocument ? null : reference.Collection, reference, null, cause);
}

/// <summary>A document's id.</summary>
internal sealed class IdValue(long id) : Value
{
    public long Id { get; } = id;

    public string Text => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override string TypeName => "ID";
}
