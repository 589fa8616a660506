using System.Text;
using FaunaFunctions.Emulator.V4.Language;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.Storage;

/// <summary>Writes documents from their wire form. Those without references are kept as bytes only.</summary>
internal sealed class DocumentLoader(FaunaStore store, Database database) : IWireNames
{
    /// <summary>Adds documents past the transaction's own bookkeeping; fails before it changes anything but for the documents before.</summary>
    public long Load(Transaction transaction, CollectionStore collection, IEnumerable<EmulatorDocument> documents)
    {
        foreach (var document in documents)
        {
            transaction.Add(collection, document.Id, Version(transaction.CommitTs, document));
        }

        return transaction.CommitTs;
    }

    /// <summary>Writes documents whether they are there or not.</summary>
    public long Put(Transaction transaction, CollectionStore collection, IEnumerable<EmulatorDocument> documents)
    {
        foreach (var document in documents)
        {
            transaction.Write(collection, document.Id, Version(transaction.CommitTs, document).Fields);
        }

        return transaction.CommitTs;
    }

    public Value Resolve(ObjectValue reference)
    {
        var parsed = WireRef.Parse(reference) ?? throw new FormatException("A reference is not in the form of one.");
        var value = parsed.Resolve(store, database);
        if (value is not UnresolvedRefValue unresolved)
        {
            return value;
        }

        // As if it had been there and been dropped.
        var id = NativeCollection.IsNamed(unresolved.Native) ? database.NextSchemaId(unresolved.Native) : 0;
        database.SetName(unresolved.Native, id, unresolved.Name);
        database.FreeName(unresolved.Native, id);
        return unresolved.Id is { } document && References.TryId(document) is { } number
            ? new RefValue(database.Scope, (int)id, number)
            : new RefValue(database.Scope, unresolved.Native, id);
    }

    public Value Lambda(ObjectValue query) =>
        new LambdaValue(query.Without("api_version"), (query["api_version"] as StringValue)?.Value ?? "2.12", null);

    private DocumentVersion Version(long ts, EmulatorDocument document)
    {
        WireFields.Check(document.Data.Span);
        var ttl = document.Ttl is { } t ? TimeValue.FromMicros((t.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10) : null;
        if (WireFields.IsPlain(document.Data.Span))
        {
            var tail = ttl is null ? "" : $",\"ttl\":{{\"@ts\":\"{ttl}\"}}";
            var wire = new byte["\"data\":"u8.Length + document.Data.Length + tail.Length];
            "\"data\":"u8.CopyTo(wire);
            document.Data.Span.CopyTo(wire.AsSpan("\"data\":"u8.Length));
            Encoding.ASCII.GetBytes(tail, wire.AsSpan(wire.Length - tail.Length));
            return new DocumentVersion(ts, wire, ttl?.Micros ?? DocumentVersion.NoTtl);
        }

        var data = WireReader.Read(JsonText.Parse(document.Data.Span, out _), this);
        var fields = new ObjectValue(("data", data));
        return new DocumentVersion(ts, ttl is null ? fields : fields.With("ttl", ttl));
    }
}
