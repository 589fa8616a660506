using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>One version of a document. Immutable but for the cache of its rendered form.</summary>
internal sealed class DocumentVersion
{
    /// <summary>The time to live of a document without one.</summary>
    public const long NoTtl = long.MaxValue;

    private readonly ObjectValue? _fields;

    /// <param name="ts">When the version was written, µs.</param>
    /// <param name="fields">The fields at the document's top (<c>data</c>, <c>ttl</c>, …); null for a deletion.</param>
    /// <param name="recreated">Whether the transaction deleted and created the document.</param>
    public DocumentVersion(long ts, ObjectValue? fields, bool recreated = false)
    {
        Ts = ts;
        _fields = fields;
        Recreated = recreated;
        IsDeleted = fields is null;
        Ttl = fields?["ttl"] is TimeValue time ? time.Micros : NoTtl;
    }

    /// <summary>A version whose fields are kept in their wire form only; it must not hold references or lambdas.</summary>
    /// <param name="ts">When the version was written, µs.</param>
    /// <param name="wire">The fields without braces, for example <c>"data":{"a":1}</c>.</param>
    /// <param name="ttl">When it expires, µs.</param>
    public DocumentVersion(long ts, byte[] wire, long ttl)
    {
        Ts = ts;
        Rendered = new RenderedFields(wire, RenderedFields.AnyEpoch);
        Ttl = ttl;
    }

    public long Ts { get; }

    public bool IsDeleted { get; }

    public bool Recreated { get; }

    /// <summary>When the document expires, µs; <see cref="NoTtl"/> when it does not.</summary>
    public long Ttl { get; }

    /// <summary>Whether the fields are kept in their wire form only.</summary>
    public bool IsWireOnly => _fields is null && !IsDeleted;

    /// <summary>When the document expires; null when it does not.</summary>
    public Value? TtlValue => !IsWireOnly ? _fields?["ttl"] : Ttl == NoTtl ? null : TimeValue.FromMicros(Ttl);

    /// <summary>The wire form of the fields, once it has been asked for.</summary>
    public RenderedFields? Rendered { get; set; }

    /// <summary>The fields at the document's top; empty for a deletion.</summary>
    public ObjectValue Fields => _fields ?? (IsDeleted ? ObjectValue.Empty : WireFields.Parse(Rendered!.Json));

    /// <summary>Whether the document is there for a transaction with this snapshot time.</summary>
    public bool IsLive(long snapshot) => !IsDeleted && Ttl > snapshot;
}

/// <summary>Fields in their wire form.</summary>
/// <param name="Json">The fields without braces.</param>
/// <param name="Epoch">Count of renamings under which references in it were named; <see cref="AnyEpoch"/> without references.</param>
internal sealed record RenderedFields(byte[] Json, int Epoch)
{
    public const int AnyEpoch = -1;
}
