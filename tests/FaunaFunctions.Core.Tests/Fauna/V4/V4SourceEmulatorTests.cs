using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Emulator;
using FaunaFunctions.Emulator.Faults;
using static FaunaFunctions.Core.Tests.Fauna.V4.EmulatedCollection;

namespace FaunaFunctions.Core.Tests.Fauna.V4;

public sealed class V4SourceEmulatorTests
{
    [Fact]
    public async Task Documents_come_by_id_in_pages_of_every_size_as_they_were_at_the_time()
    {
        await using var c = await StartAsync();
        long[] ids = [0, 1, 2, 7, 8, 9, 100, 101, 9007199254740993, long.MaxValue - 1, long.MaxValue];
        var written = c.Put(ids);
        var at = await c.Source.ReadTimeAsync(default);
        c.Database.Put("c", new EmulatorDocument(7, """{"later":true}"""));
        c.Database.Delete("c", 100);
        c.Put(55);

        for (var size = 1; size <= ids.Length + 1; size++)
        {
            var scan = new DocumentScan(at);
            Assert.Equal(ids.Select(id => new DocumentKey(written, id)), await ReadPagesAsync(c.Source, scan, size));
            Assert.Equal(ids.Select(id => new DocumentKey(0, id)), await ReadOutlinesAsync(c.Source, scan, size));
        }

        Assert.Equal([8, 9], (await c.Source.ReadOutlineAsync(new DocumentScan(at), new DocumentKey(99, 8), 2, default)).Keys.Select(key => key.Id));
        Assert.Equal([100, 101], (await c.Source.ReadOutlineAsync(new DocumentScan(at), new DocumentKey(0, 10), 2, default)).Keys.Select(key => key.Id));
        Assert.Equal(ids.Length, await c.Source.CountAsync(new DocumentScan(at), TimeSpan.FromSeconds(10), default));
    }

    [Fact]
    public async Task An_empty_collection_is_one_empty_page()
    {
        await using var c = await StartAsync();
        var scan = new DocumentScan(await c.Source.ReadTimeAsync(default));

        Assert.Empty(await ReadPagesAsync(c.Source, scan, 64));
        Assert.Empty(await ReadOutlinesAsync(c.Source, scan, 64));
        Assert.Equal(0, await c.Source.CountAsync(scan, TimeSpan.FromSeconds(10), default));
    }

    [Fact]
    public async Task Updates_of_a_window_come_by_time_and_id_in_pages_of_every_size()
    {
        await using var c = await StartAsync();
        c.Put(1, 2, 3);
        var after = c.Put(4, 5);
        var tie = c.Put(12, 10, 11, 13);
        var second = c.Database.Put("c", new EmulatorDocument(2, """{"changed":1}"""));
        var third = c.Database.Put("c", new EmulatorDocument(10, """{"changed":1}"""));
        c.Database.Delete("c", 12);
        var last = c.Put(20);
        c.Put(21);
        var scan = new UpdateScan(last, after);
        DocumentKey[] expected = [new(tie, 11), new(tie, 13), new(second, 2), new(third, 10), new(last, 20)];

        for (var size = 1; size <= expected.Length + 1; size++)
        {
            Assert.Equal(expected, await ReadPagesAsync(c.Source, scan, size));
            Assert.Equal(expected, await ReadOutlinesAsync(c.Source, scan, size));
            for (var start = 0; start < expected.Length; start++)
            {
                Assert.Equal(expected[start..], await ReadPagesAsync(c.Source, scan, size, expected[start]));
                Assert.Equal(expected[start..], await ReadOutlinesAsync(c.Source, scan, size, expected[start] with { Id = expected[start].Id - 1 }));
            }
        }

        Assert.Equal(expected.Length, await c.Source.CountAsync(scan, TimeSpan.FromSeconds(10), default));
        Assert.Empty(await ReadPagesAsync(c.Source, new UpdateScan(last, last), 64));
    }

    [Fact]
    public async Task Updates_with_negative_ids_are_neither_skipped_nor_repeated()
    {
        await using var c = await StartAsync();
        var after = c.Put(1);
        var tie = c.Put(-5, -4, -1, 0, 3, 7);
        var last = c.Put(-9, -8);
        var scan = new UpdateScan(last, after);
        var whole = await ReadOutlinesAsync(c.Source, scan, 100);

        Assert.Equal([-9, -8, -5, -4, -1, 0, 3, 7], whole.Select(key => key.Id).Order());
        for (var size = 1; size <= 9; size++)
        {
            Assert.Equal(whole, await ReadPagesAsync(c.Source, scan, size));
            Assert.Equal(whole, await ReadOutlinesAsync(c.Source, scan, size));
            for (var start = 0; start < whole.Count; start++)
            {
                Assert.Equal(whole[start..], await ReadPagesAsync(c.Source, scan, size, whole[start]));
            }
        }

        Assert.Equal(whole, await ReadPagesAsync(c.Source, scan, 3, new DocumentKey(tie, long.MinValue)));
        Assert.Equal([1], (await ReadPagesAsync(c.Source, new DocumentScan(after), 3, new DocumentKey(0, -5))).Select(key => key.Id));
    }

    [Fact]
    public async Task Removals_are_deletions_only_and_each_comes_once_whatever_the_page_size()
    {
        await using var c = await StartAsync();
        c.Put(1, 2, 3, 4, 5, 6);
        var since = c.Database.Delete("c", 1);
        var ttl = Ttl(c, 2);
        var pair = Run(c, """{"do":[{"delete":{"ref":{"collection":"c"},"id":"4"}},{"delete":{"ref":{"collection":"c"},"id":"3"}}]}""");
        Run(c, """{"do":[{"delete":{"ref":{"collection":"c"},"id":"5"}},{"create":{"ref":{"collection":"c"},"id":"5"},"params":{"object":{}}}]}""");
        c.Database.Put("c", new EmulatorDocument(3, "{}"));
        c.Put(-7);
        var negative = c.Database.Delete("c", -7);
        var last = c.Database.Delete("c", 6);
        c.Database.Delete("c", 5);

        DocumentKey[] expected = [new(pair, 3), new(pair, 4), new(negative, -7), new(last, 6)];
        for (var size = 1; size <= 14; size++)
        {
            Assert.Equal(expected, await ReadRemovalsAsync(c.Source, since, last, size));
        }

        Assert.Equal([new DocumentKey(since, 1), .. expected], await ReadRemovalsAsync(c.Source, since - 1, last, 3));
        Assert.Equal(expected[2..], await ReadRemovalsAsync(c.Source, pair, last, 1));
        Assert.Empty(await ReadRemovalsAsync(c.Source, last, last, 3));
        Assert.True(ttl > since, "the change of a ttl lies in the window");
    }

    [Fact]
    public async Task A_probe_knows_what_happened_since_and_nothing_else()
    {
        await using var c = await StartAsync();
        var since = c.Put(1, 2, 3);

        var idle = await c.Source.ProbeChangesAsync(since, true, null, default);
        Assert.Equal((false, false, true, true), (idle.Updates, idle.Events, idle.Readable, idle.ReadableThen));
        Assert.True(idle.Now > since, "the probe tells up to when it holds");

        var updated = c.Database.Put("c", new EmulatorDocument(2, """{"changed":1}"""));
        var afterUpdate = await c.Source.ProbeChangesAsync(since, true, null, default);
        Assert.Equal((true, false), (afterUpdate.Updates, afterUpdate.Events));

        c.Database.Delete("c", 3);
        var afterDelete = await c.Source.ProbeChangesAsync(updated, true, null, default);
        Assert.Equal((false, true), (afterDelete.Updates, afterDelete.Events));
        var withoutRemovals = await c.Source.ProbeChangesAsync(updated, false, null, default);
        Assert.Equal((false, false, null), (withoutRemovals.Updates, withoutRemovals.Events, withoutRemovals.ReadableThen));
    }

    [Fact]
    public async Task A_probe_sees_a_removal_behind_many_adds_at_its_very_start()
    {
        await using var c = await StartAsync();
        var since = c.Put(Enumerable.Range(1, 100).Select(id => (long)id).ToArray());
        c.Database.Delete("c", 50);

        Assert.True((await c.Source.ProbeChangesAsync(since, true, null, default)).Events);
    }

    [Fact]
    public async Task What_has_fallen_out_of_history_is_an_error_with_the_oldest_time_left()
    {
        await using var c = await StartAsync(historyDays: 0);
        var since = c.Put(1, 2, 3);
        c.Database.Delete("c", 2);
        c.Time.Advance(TimeSpan.FromMinutes(16));
        var now = await c.Source.ReadTimeAsync(default);

        var page = await Assert.ThrowsAsync<SnapshotExpired>(() => ReadPagesAsync(c.Source, new DocumentScan(since), 10));
        await Assert.ThrowsAsync<SnapshotExpired>(() => c.Source.ReadRemovalsAsync(since, now, null, 10, default));
        await Assert.ThrowsAsync<SnapshotExpired>(() => c.Source.ReadRemovalsAsync(since, now, $"{since + 1},remove,2", 10, default));
        await Assert.ThrowsAsync<SnapshotExpired>(() => c.Source.ProbeChangesAsync(since, true, null, default));
        var withoutRemovals = await c.Source.ProbeChangesAsync(since, false, null, default);

        Assert.InRange(page.MinimumMicros!.Value, now - (15 * 60 * 1_000_000) - 2_000_000, now - (15 * 60 * 1_000_000) + 2_000_000);
        Assert.False(withoutRemovals.Updates);
        Assert.Equal(page.MinimumMicros!.Value / 10_000_000, (await new V4Schema(c.Connect(c.Database.AdminSecret)).GetMinimumTimeAsync("c", default))!.Value / 10_000_000);
    }

    [Fact]
    public async Task A_lost_privilege_looks_empty_and_is_told_by_the_confirmation()
    {
        await using var c = await StartAsync();
        c.Put(1, 2, 3);
        var secret = c.Database.CreateRoleKey("reader", """
            [{"object":{"resource":{"collection":"c"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"index":"by_ts"},"actions":{"object":{"read":true}}}}]
            """);
        var source = c.Open(secret);
        var at = await source.ReadTimeAsync(default);
        await source.ConfirmReadableAsync(default);
        Assert.Equal(3, (await ReadPagesAsync(source, new DocumentScan(at), 2)).Count);
        Assert.True((await source.ProbeChangesAsync(at, true, null, default)).Readable);

        c.Database.SetPrivileges("reader", """[{"object":{"resource":{"index":"by_ts"},"actions":{"object":{"read":true}}}}]""");

        Assert.Empty(await ReadPagesAsync(source, new DocumentScan(at), 2));
        var probe = await source.ProbeChangesAsync(at, true, null, default);
        Assert.Equal((false, false), (probe.Readable, probe.ReadableThen));
        var denied = await Assert.ThrowsAsync<FaunaPermissionDenied>(() => source.ConfirmReadableAsync(default));
        Assert.Contains("'read' on collection 'c'", denied.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_cannot_tell_changes_never_passes_for_no_changes()
    {
        await using var c = await StartAsync();
        var since = c.Put(1, 2, 3) - 1;
        c.Database.CreateCollection("other");
        c.Database.Load("other", [new EmulatorDocument(1, "{}")]);
        c.Database.CreateTsIndex("of_other", "other");
        Index(c, "with_terms", "\"terms\":" + """[{"object":{"field":["data","n"]}}],"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]""");
        Index(c, "swapped", "\"values\":" + """[{"object":{"field":["ref"]}},{"object":{"field":["ts"]}}]""");
        Index(c, "bare", "\"values\":" + """[{"object":{"field":["ref"]}}]""");

        foreach (var index in new[] { "of_other", "with_terms", "swapped", "bare" })
        {
            var source = c.Open(c.Database.AdminSecret, index: index);
            Assert.True(await Record.ExceptionAsync(() => source.ProbeChangesAsync(since, true, null, default)) is FaunaIndexUnfit, index);
        }

        await Assert.ThrowsAsync<FaunaNotFound>(() => c.Open(c.Database.AdminSecret, index: "none").ProbeChangesAsync(since, true, null, default));
        await Assert.ThrowsAsync<FaunaNotFound>(() => c.Open(c.Database.AdminSecret, "none").ProbeChangesAsync(since, true, null, default));
        await Assert.ThrowsAsync<FaunaNotFound>(() => c.Open(c.Database.AdminSecret, "none").ReadOutlineAsync(new DocumentScan(since + 1), null, 10, default));
        await Assert.ThrowsAsync<FaunaUnauthorized>(() => c.Open("fnWrong").ReadTimeAsync(default));
    }

    [Fact]
    public async Task An_index_with_more_values_than_time_and_reference_serves()
    {
        await using var c = await StartAsync();
        var since = c.Put(1, 2) - 1;
        Index(c, "wide", "\"values\":" + """[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}},{"object":{"field":["data","n"]}}]""");
        var source = c.Open(c.Database.AdminSecret, index: "wide");

        var scan = new UpdateScan(since + 1, since);
        Assert.True((await source.ProbeChangesAsync(since, true, null, default)).Updates);
        Assert.Equal([1, 2], (await ReadPagesAsync(source, scan, 1)).Select(key => key.Id));
        Assert.Equal([1, 2], (await ReadOutlinesAsync(source, scan, 1)).Select(key => key.Id));
    }

    [Fact]
    public async Task An_index_that_is_still_built_is_said_to_be()
    {
        await using var c = await StartAsync();
        var since = c.Put(Enumerable.Range(1, 200).Select(id => (long)id).ToArray());
        c.Database.CreateTsIndex("late", "c");
        var source = c.Open(c.Database.AdminSecret, index: "late");
        var schema = new V4Schema(c.Connect(c.Database.AdminSecret));

        await Assert.ThrowsAsync<FaunaIndexNotActive>(() => source.ReadOutlineAsync(new UpdateScan(since, 0), null, 10, default));
        await Assert.ThrowsAsync<FaunaIndexNotActive>(() => schema.ConfirmIndexReadableAsync("late", default));
        Assert.False((await schema.GetIndexAsync("late", default)).Active);

        c.Server.FinishIndexBuilds();
        Assert.True((await schema.GetIndexAsync("late", default)).Active);
        Assert.Equal(200, (await ReadOutlinesAsync(source, new UpdateScan(since, 0), 150)).Count);
    }

    [Fact]
    public async Task Faults_on_the_way_change_nothing_of_what_is_read()
    {
        await using var c = await StartAsync();
        var ids = Enumerable.Range(1, 300).Select(id => (long)id).ToArray();
        c.Put(ids);
        var scan = new DocumentScan(await c.Source.ReadTimeAsync(default));
        c.Server.Faults.OnRequest = request => (request.Number % 2, request.Number / 2 % 5) switch
        {
            (0, _) => EmulatorFault.None,
            (_, 0) => EmulatorFault.Truncated,
            (_, 1) => EmulatorFault.Closed,
            (_, 2) => EmulatorFault.Reset,
            (_, 3) => EmulatorFault.Throttled,
            _ => EmulatorFault.Contended,
        };

        Assert.Equal(ids, (await ReadPagesAsync(c.Source, scan, 30)).Select(key => key.Id));
        Assert.Equal(ids, (await ReadOutlinesAsync(c.Source, scan, 30)).Select(key => key.Id));

        c.Server.Faults.OnRequest = null;
        c.Server.Faults.Next(EmulatorFault.TimedOut);
        using var page = await c.Source.ReadPageAsync(scan, null, 30, null, default);
        Assert.NotNull(page.Next);
        c.Server.Faults.Next(EmulatorFault.TimedOut);
        Assert.Equal(ids.Length, (await c.Source.ReadOutlineAsync(scan, null, 300, default)).Keys.Count);
    }

    [Fact]
    public async Task The_schema_tells_an_exporters_key_what_it_may()
    {
        await using var c = await StartAsync(historyDays: 3);
        c.Put(1, 2, 3);
        var schema = new V4Schema(c.Connect(c.Database.CreateRoleKey("least", """
            [{"object":{"resource":{"collection":"c"},"actions":{"object":{"read":true}}}},{"object":{"resource":{"indexes":null},"actions":{"object":{"read":true}}}}]
            """)));
        var admin = new V4Schema(c.Connect(c.Database.AdminSecret));

        await schema.ConfirmCollectionAsync("c", default);
        await Assert.ThrowsAsync<FaunaNotFound>(() => schema.ConfirmCollectionAsync("none", default));
        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => schema.ConfirmIndexReadableAsync("by_ts", default));
        await Assert.ThrowsAsync<FaunaPermissionDenied>(() => schema.GetCollectionAsync("c", default));
        Assert.False(await schema.HasHistoryReadAsync("c", default));
        Assert.True(await admin.HasHistoryReadAsync("c", default));
        var index = await schema.GetIndexAsync("by_ts", default);
        Assert.True(index.Active && index.Terms.Count == 0 && index.Values[0].IsField("ts") && index.Values[1].IsField("ref"));
        Assert.Equal(["c"], index.Sources);
        Assert.Equal(new CollectionDefinition("c", 3, null), await admin.GetCollectionAsync("c", default));
        using var sample = await schema.ReadSampleAsync("c", 2, default);
        Assert.Equal([1, 2], Keys(sample, c.Source).Select(key => key.Id));
    }

    private static void Index(EmulatedCollection c, string name, string rest) =>
        c.Database.Query("""{"create_index":{"object":{"name":"NAME","source":{"collection":"c"},REST}}}"""
            .Replace("NAME", name, StringComparison.Ordinal).Replace("REST", rest, StringComparison.Ordinal));

    private static long Run(EmulatedCollection c, string query)
    {
        c.Database.Query(query);
        // The next transaction is later than this one by at least a microsecond.
        return EventTime(c);
    }

    private static long Ttl(EmulatedCollection c, long id) => Run(
        c, """{"update":{"ref":{"collection":"c"},"id":"ID"},"params":{"object":{"ttl":{"@ts":"2099-01-01T00:00:00Z"}}}}"""
            .Replace("ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    // Time of the newest event of the collection.
    private static long EventTime(EmulatedCollection c)
    {
        var answer = c.Database.Query("""{"select":[0,"ts"],"from":{"select":"data","from":{"paginate":{"events":{"documents":{"collection":"c"}}},"size":1,"before":null}}}""");
        return long.Parse(answer["{\"resource\":".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
