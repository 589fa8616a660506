using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>The documents of one collection, read in FQL v10 at pinned times, which needs <c>history_read</c>.</summary>
internal sealed class V10Documents(FaunaTransport transport, string collection)
{
    // One more than asked for tells what follows, and the server gives 16,000 at most.
    internal const int MaxSize = 15_999;
    private const int FreeIdTries = 16;

    private readonly string _documents = $"documents of collection '{collection}'";

    /// <summary>The server's present snapshot time, µs.</summary>
    public async Task<long> ReadTimeAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(Call("the server's time", V10Queries.Now(), 0), cancellationToken);
        return V10Answers.TransactionTime(answer.Json);
    }

    /// <summary>Ids from <paramref name="from"/> on at a time.</summary>
    public async Task<Outline> ReadOutlineAsync(DocumentScan scan, DocumentKey? from, int size, CancellationToken cancellationToken)
    {
        size = Math.Min(RequireSize(size), MaxSize);
        var query = V10Queries.Ids(collection, scan.At, From(from), size);
        using var answer = await SendAsync(Call($"ids of {_documents}", query, scan.At), cancellationToken);
        var keys = V10Answers.Ids(answer.Json);
        if (keys.Count > size + 1 || (keys.Count > 0 && keys[0].Id < (From(from) ?? 0)))
        {
            throw new FaunaProtocolViolation($"A page of {size + 1} ids from {From(from) ?? 0} on holds {keys.Count}, from {keys[0].Id} on.");
        }

        return keys.Count <= size ? new Outline(keys, null) : new Outline(keys.Take(size).ToList(), keys[size]);
    }

    /// <summary>Whole documents from <paramref name="from"/> on at a time; the caller disposes the page.</summary>
    public async Task<FaunaPage> ReadPageAsync(
        DocumentScan scan, DocumentKey? from, int size, IPageObserver? observer, CancellationToken cancellationToken)
    {
        size = Math.Min(RequireSize(size), MaxSize);
        var call = Call(_documents, V10Queries.Bodies(collection, scan.At, From(from), size), scan.At) with
        {
            Observer = observer,
            RepeatTimeouts = size == 1,
        };
        using var answer = await SendAsync(call, cancellationToken);
        var (next, first) = V10Answers.PageHead(answer.Json);
        if (answer.Json[first] == (byte)']' && next is { } behind)
        {
            throw new FaunaProtocolViolation($"An empty page says that more follows, at {behind}.");
        }

        return new FaunaPage(answer.Detach(), answer.Length, first, next is { } id ? new DocumentKey(0, id) : null);
    }

    /// <summary>Returns when the key may read the documents, now and as they were.</summary>
    /// <exception cref="FaunaPermissionDenied">It may not.</exception>
    /// <exception cref="FaunaNotFound">There is no such collection.</exception>
    public async Task ConfirmReadableAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < FreeIdTries; tries++)
        {
            var call = Call($"collection '{collection}'", V10Queries.Document(collection, long.MaxValue - tries), 0);
            using var answer = await SendAsync(call, cancellationToken);
            var (now, then) = V10Answers.Causes(answer.Json);
            if (now == "permission denied")
            {
                throw new FaunaPermissionDenied($"Permission denied: the key may not read {_documents}. {call.Privilege}");
            }

            if (now is null)
            {
                continue;
            }

            if (then == "permission denied")
            {
                throw new FaunaPermissionDenied(
                    $"Permission denied: the key may not read {_documents} as they were, and would be shown an empty collection. {call.Privilege}");
            }

            return;
        }

        throw new FaunaProtocolViolation(
            $"Whether collection '{collection}' may be read cannot be told: its {FreeIdTries} highest ids are all taken.");
    }

    /// <summary>The number of documents at a time.</summary>
    public async Task<long> CountAsync(DocumentScan scan, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var call = Call($"the number of {_documents}", V10Queries.Count(collection, scan.At), scan.At) with
        {
            QueryTimeout = timeout,
            Deadline = timeout,
            RepeatTimeouts = false,
        };
        using var answer = await SendAsync(call, cancellationToken);
        return V10Answers.Integer(answer.Json);
    }

    private static int RequireSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return size;
    }

    // v10 has no documents below 0: a scan's start that lies there is its first document.
    private static long? From(DocumentKey? from) => from is { Id: > 0 } key ? key.Id : null;

    private async Task<FaunaAnswer> SendAsync(FaunaCall call, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(call, cancellationToken);
        try
        {
            transport.SeeTransaction(V10Answers.TransactionTime(answer.Json));
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private FaunaCall Call(string subject, V10Query query, long notBefore) => new()
    {
        Endpoint = FaunaEndpoint.V10Query,
        Body = query.Render(),
        Subject = subject,
        Privilege = $"Grant the key's role 'read' and 'history_read' on collection '{collection}', as plain true: a predicate hides documents without telling.",
        NotBefore = notBefore,
    };
}
