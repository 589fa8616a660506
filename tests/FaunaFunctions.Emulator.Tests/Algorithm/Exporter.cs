using System.Text.Json;
using FaunaFunctions.Emulator.Tests.Server;

namespace FaunaFunctions.Emulator.Tests.Algorithm;

/// <summary>The export algorithm in its barest form: what an exporter asks, and what it makes of the answers.</summary>
/// <param name="trustsRemoves">Takes each remove for a deletion, which it is not: to show that the check finds it out.</param>
internal sealed class Exporter(RawFauna fauna, bool trustsRemoves = false)
{
    /// <summary>
    /// All documents at a time: first an outline of their ids, then pages that start at ids known from it, several in flight.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pages do not hold what the outline does.</exception>
    public async Task<IReadOnlyList<Row>> FullAsync(long time, int size, int inFlight, CancellationToken cancellationToken)
    {
        var ids = await OutlineAsync(time, cancellationToken);
        var starts = Enumerable.Range(0, (ids.Count + size - 1) / size).Select(i => i * size).ToArray();
        var pages = new IReadOnlyList<Row>[starts.Length];
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async worker =>
        {
            for (var p = worker; p < starts.Length; p += inFlight)
            {
                var page = Fql.Page(Fql.Documents, size, new[] { Fql.Ref(ids[starts[p]]) });
                var data = await DataAsync(Fql.At(time, Fql.Map("x", Fql.Get(Fql.Var("x")), page)), cancellationToken);
                pages[p] = [.. data.Rows.Select(Row.Read)];
            }
        }));

        Row[] all = [.. pages.SelectMany(p => p)];
        return all.Select(r => r.Id).SequenceEqual(ids)
            ? all
            : throw new InvalidOperationException($"At {time} the outline is {string.Join(',', ids)} and the pages hold {string.Join(',', all.Select(r => r.Id))}.");
    }

    /// <summary>The versions written in a window, its start excluded and its end included, from the index on <c>[ts, ref]</c>.</summary>
    public async Task<IReadOnlyList<Row>> UpdatesAsync(long from, long to, CancellationToken cancellationToken)
    {
        var range = new { range = new { match = new { index = "by_ts" } }, from = new[] { from + 1 }, to = new[] { to } };
        var rows = new List<Row>();
        for (object? after = null; ;)
        {
            var page = await DataAsync(Fql.At(to, Fql.Map(new[] { "t", "r" }, Fql.Get(Fql.Var("r")), Fql.Page(range, 7, after))), cancellationToken);
            rows.AddRange(page.Rows.Select(Row.Read));
            if (page.After is null)
            {
                return rows;
            }

            after = page.After;
        }
    }

    /// <summary>The deletions in a window: removes of documents that do not live at the time of their remove.</summary>
    public async Task<IReadOnlyList<Row>> DeletionsAsync(long from, long to, CancellationToken cancellationToken)
    {
        var e = Fql.Var("e");
        var (ts, document) = (Fql.Select("ts", e), Fql.Select("document", e));
        object[] fields = [ts, Fql.Select("action", e), Fql.Select(new[] { "document", "id" }, e), new { exists = document, ts }];
        var rows = new List<Row>();
        for (object after = from; ;)
        {
            var page = await DataAsync(Fql.At(to, Fql.Map("e", fields, Fql.Page(new { events = Fql.Documents }, 9, after))), cancellationToken);
            rows.AddRange(
                from row in page.Rows
                let micros = row[0].GetInt64()
                where row[1].GetString() == "remove" && (trustsRemoves || !row[3].GetBoolean()) && micros > @from
                select Row.Deletion(row[2].GetString()!, micros));
            if (page.After is not { } next)
            {
                return rows;
            }

            after = Fql.Object(new { ts = next.GetProperty("ts"), action = next.GetProperty("action"), document = next.GetProperty("document") });
        }
    }

    private async Task<List<string>> OutlineAsync(long time, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        for (object? after = null; ;)
        {
            var page = await DataAsync(Fql.At(time, Fql.Map("x", Fql.Select("id", Fql.Var("x")), Fql.Page(Fql.Documents, 17, after))), cancellationToken);
            ids.AddRange(page.Rows.Select(r => r.GetString()!));
            if (page.After is null)
            {
                return ids;
            }

            after = page.After;
        }
    }

    private async Task<(JsonElement[] Rows, JsonElement? After)> DataAsync(object expression, CancellationToken cancellationToken)
    {
        var page = await fauna.AskAsync(JsonSerializer.Serialize(expression), cancellationToken);
        return ([.. page.GetProperty("data").EnumerateArray()], page.TryGetProperty("after", out var after) ? after : null);
    }
}
