using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>The documents of one collection, read in FQL v10 at pinned times, which needs <c>history_read</c>.</summary>
internal sealed class V10Documents(FaunaTransport transport, string collection, V10Privilege privilege)
{
    // One more than asked for tells what follows, and the server gives 16,000 at most.
    internal const int MaxSize = 15_999;

    private readonly string _documents = $"documents of collection '{collection}'";

    /// <summary>The server's present snapshot time, µs.</summary>
    public async Task<long> ReadTimeAsync(CancellationToken cancellationToken)
    {
        using var answer = await transport.QueryAsync(Call("the server's time", V10Queries.Now(), 0), cancellationToken);
        return V10Answers.TransactionTime(answer.Json);
    }

    /// <summary>Ids from <paramref name="from"/> on at a time.</summary>
    public async Task<Outline> ReadOutlineAsync(DocumentScan scan, DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        size = Math.Min(RequireSize(size), MaxSize);
        var query = V10Queries.Ids(collection, scan.At, From(from), size);
        using var answer = await transport.QueryAsync(Call($"ids of {_documents}", query, scan.At), cancellationToken);
        var keys = V10Answers.Ids(answer.Json);
        if (keys.Count > size + 1 || (keys.Count > 0 && keys[0].Id < (From(from) ?? 0)))
        {
            throw new FaunaProtocolViolation($"A page of {size + 1} ids from {From(from) ?? 0} on holds {keys.Count}, from {keys[0].Id} on.");
        }

        return keys.Count <= size ? new Outline(keys, null) : new Outline(keys.Take(size).ToList(), keys[size]);
    }

    /// <summary>
    /// Documents from <paramref name="from"/> on at a time; the caller disposes the page. They are whole, unless a computed field of one of them fails,
    /// which fails every page that holds it: then none of the page has computed fields.
    /// </summary>
    public async Task<FaunaPage> ReadPageAsync(
        DocumentScan scan, DocumentKey? from, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        size = Math.Min(RequireSize(size), MaxSize);
        try
        {
            return await ReadPageAsync(scan, from, size, plain: null, observer, cancellationToken);
        }
        catch (FaunaException failure) when (failure is FaunaRequestRefused { Status: 400 } or FaunaPermissionDenied or FaunaNotFound)
        {
            return await ReadPlainPageAsync(scan, from, size, failure, observer, cancellationToken);
        }
    }

    // A document without computed fields brings what it refers to, and fails with it. Where both forms fail, documents one by one may not: one of them
    // must be both to be read in neither form.
    private async Task<FaunaPage> ReadPlainPageAsync(
        DocumentScan scan, DocumentKey? from, int size, FaunaException whole, IPageObserver? observer, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadPageAsync(scan, from, size, whole.Message, observer, cancellationToken);
        }
        catch (FaunaRequestRefused plain) when (plain.Status == 400 && size > 1)
        {
            throw new FaunaPageTooLarge(plain.Message);
        }
        catch (FaunaRequestRefused plain) when (plain.Status == 400 && whole is FaunaRequestRefused)
        {
            throw new FaunaRequestRefused(
                $"The first document from id {From(from) ?? 0} on can be read neither with its computed fields ({whole.Message}) nor without them, which brings the documents that it refers to ({plain.Message}). Mend the computed fields.",
                plain.Status,
                plain.Code);
        }
    }

    private async Task<FaunaPage> ReadPageAsync(
        DocumentScan scan, DocumentKey? from, int size, string? plain, IPageObserver? observer, CancellationToken cancellationToken)
    {
        var query = V10Queries.Bodies(collection, scan.At, From(from), size, mapped: plain is not null);
        var call = Call(_documents, query, scan.At) with
        {
            Observer = observer,
            RepeatTimeouts = size == 1,
        };
        using var answer = await transport.QueryAsync(call, cancellationToken);
        var (next, first) = V10Answers.PageHead(answer.Json);
        if (answer.Json[first] == (byte)']' && next is { } behind)
        {
            throw new FaunaProtocolViolation($"An empty page says that more follows, at {behind}.");
        }

        return new FaunaPage(answer.Detach(), answer.Length, first, next is { } id ? new DocumentKey(0, id) : null) { Plain = plain };
    }

    /// <summary>The number of documents at a time between two ids, both inclusive; null for no bound.</summary>
    public async Task<long> CountAsync(DocumentScan scan, long? from, long? to, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        if (to < 0)
        {
            return 0;
        }

        var call = Call($"the number of {_documents}", V10Queries.Count(collection, scan.At, from > 0 ? from : null, to), scan.At) with
        {
            QueryTimeout = timeout,
            Deadline = timeout,
            RepeatTimeouts = false,
        };
        using var answer = await transport.QueryAsync(call, cancellationToken);
        return V10Answers.Integer(answer.Json);
    }

    private static int RequireSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return size;
    }

    // v10 has no documents below 0: a scan's start that lies there is its first document.
    private static long? From(DocumentKey? from) => from is { Id: > 0 } key ? key.Id : null;

    private FaunaCall Call(string subject, V10Query query, long notBefore) => new()
    {
        Endpoint = FaunaEndpoint.V10Query,
        Body = query.Render(),
        Subject = subject,
        Privilege = privilege.ToLookBack,
        NotBefore = notBefore,
    };
}
