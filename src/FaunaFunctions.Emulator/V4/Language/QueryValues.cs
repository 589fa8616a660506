using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V4.Language;

/// <summary>A version of a document as a query holds it.</summary>
/// <param name="reference">The document.</param>
/// <param name="version">The version.</param>
/// <param name="created">Whether the query has just made the document.</param>
internal sealed class DocumentValue(RefValue reference, DocumentVersion version, bool created = false) : Value
{
    public RefValue Reference { get; } = reference;

    public DocumentVersion Version { get; } = version;

    public bool Created { get; } = created;

    public override string TypeName => "Document";

    /// <summary>The document as a plain object.</summary>
    public ObjectValue ToObject() =>
        new(new KeyValuePair<string, Value>[] { new("ref", Reference), new("ts", new LongValue(Version.Ts)) }.Concat(Version.Fields.Fields));
}

/// <summary>An event of a document or a set.</summary>
/// <param name="ts">When, µs.</param>
/// <param name="action">For example <c>add</c>.</param>
/// <param name="document">The document; null in a cursor that names none.</param>
/// <param name="data">Changed fields, or covered values; null when it shows none.</param>
internal sealed class EventValue(long ts, string action, RefValue? document, Value? data) : Value
{
    public long Ts { get; } = ts;

    public string Action { get; } = action;

    public RefValue? Document { get; } = document;

    public Value? Data { get; } = data;

    public override string TypeName => "Event";

    /// <summary>What points at this event in a set: the covered values count, a document's data does not.</summary>
    public EventValue AsCursor() => Action is "add" or "remove" ? this : new EventValue(Ts, Action, Document, null);
}

/// <summary>A page of a set.</summary>
/// <param name="items">Its elements.</param>
/// <param name="before">Where the page before ends; null when there is none.</param>
/// <param name="after">Where the next page begins; null when there is none.</param>
internal sealed class PageValue(IReadOnlyList<Value> items, Value? before, Value? after) : Value
{
    public IReadOnlyList<Value> Items { get; } = items;

    public Value? Before { get; } = before;

    public Value? After { get; } = after;

    public override string TypeName => "Page";

    public PageValue With(IReadOnlyList<Value> items) => new(items, Before, After);
}
