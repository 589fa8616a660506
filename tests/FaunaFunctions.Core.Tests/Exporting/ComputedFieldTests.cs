using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Records;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Documents without their computed fields: because one fails, or because the key may not look back. They bring what they refer to, which is not theirs.</summary>
public sealed class ComputedFieldTests
{
    private const string Fails = """Collection.byName("things")!.update({ computed_fields: { half: { body: "d => 100 / d.v" } } })""";

    [Fact]
    public async Task A_computed_field_that_fails_costs_its_page_the_computed_fields_and_nothing_else()
    {
        await using var both = await StartAsync("Item", new AdditionalColumn("half", ["data", "half"], "integer", null, null, Required: false));
        both.Database.Load("Item", Enumerable.Range(0, 300).Select(id => new EmulatorDocument(id, $$"""{"v":{{id - 150}}}""")));
        both.Database.QueryV10(Fails.Replace("things", "Item", StringComparison.Ordinal));

        var (result, records) = await both.ExportAsync(FaunaApi.V10);

        Assert.Equal(Enumerable.Range(0, 300), records.Select(record => int.Parse(record.Split('"')[3], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.EndsWith(""","data":{"v":0},"half":null}""", records[150], StringComparison.Ordinal);
        Assert.EndsWith(""","data":{"half":-1,"v":-100},"half":-1}""", records[50], StringComparison.Ordinal);
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("'Item'", warning, StringComparison.Ordinal);
        Assert.Contains("divide_by_zero: Attempted integer division by zero.", warning, StringComparison.Ordinal);
        Assert.Contains("*computed_field:Item:half*", warning, StringComparison.Ordinal);
        Assert.InRange(records.Count(record => record.EndsWith(",\"half\":null}", StringComparison.Ordinal)), 1, 64);
    }

    [Fact]
    public async Task Every_kind_of_document_gives_the_same_record_to_a_key_that_may_not_look_back()
    {
        await using var both = await CollectionThroughBoth.StartAsync(
            EveryKindCorpus.Collection, Column("ttl", "ttl"), Column("a", "data", "a"), Column("at", "ts"), Column("ref", "ref"));
        EveryKindCorpus.Prepare(both.Database);
        both.Database.Query("""{"create_index":{"object":{"name":"by_el","source":{"collection":"Item"}}}}""");
        both.Database.Load(EveryKindCorpus.Collection, EveryKindCorpus.Documents());
        both.Database.QueryV10("""Collection.byName("Gone")!.delete()""");

        var (_, whole) = await both.ExportAsync(FaunaApi.V10);
        var (result, mapped) = await both.ExportWithoutHistoryAsync();

        Assert.Equal(301, mapped.Count);
        Assert.Equal(whole.Select(WhatV10Tells.ReservedLast), mapped.Select(WhatV10Tells.ReservedLast));
        Assert.Contains(result.Warnings, warning => warning.Contains("history_read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_kind_of_document_gives_the_same_record_beside_one_whose_computed_field_fails()
    {
        await using var both = await StartAsync(EveryKindCorpus.Collection, Column("ttl", "ttl"), Column("ref", "ref"));
        both.Database.Load(EveryKindCorpus.Collection, EveryKindCorpus.Documents());
        both.Database.QueryV10("""Collection.byName("Gone")!.delete()""");
        both.Database.QueryV10("""["40", "90", "140", "200", "240", "290"].forEach(id => Collection("Item").byId(id)!.update({ fail: 1 }))""");
        var (_, whole) = await both.ExportWithoutHistoryAsync();
        both.Database.QueryV10("""Collection.byName("Item")!.update({ computed_fields: { never: { body: "d => if (d.fail == 1) d.nothing.at.all else null" } } })""");

        var (result, mapped) = await both.ExportAsync(FaunaApi.V10);

        Assert.Equal(whole.Select(WhatV10Tells.ReservedLast), mapped.Select(WhatV10Tells.ReservedLast));
        Assert.Contains(result.Warnings, warning => warning.Contains("computed field", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_a_failing_computed_field_hides_is_exported_in_its_place()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2), (3, 3));
        export.Database.QueryV10(Fails);
        await export.RunV10Async();
        export.Write((1, 10));
        export.Write((2, 0), (3, 0), (4, 4));
        export.Delete(1);
        export.Write((2, 20));

        var result = await export.RunV10Async();

        Assert.Equal(
            [(1L, 10), (2, 0), (3, 0), (4, 4), (1, null), (2, (int?)20)],
            (await export.Harness.RowsAsync(result.Manifest!)).Select(row => (row.Id, row.Value)));
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("'things'", warning, StringComparison.Ordinal);
        Assert.Contains("division by zero", warning, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Idle, (await export.RunV10Async()).Outcome);
    }

    [Fact]
    public async Task A_run_with_hidden_changes_that_stops_after_every_page_comes_to_the_same_end()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((0, 1));
        export.Database.QueryV10(Fails);
        await export.RunV10Async();
        for (var i = 1; i < 30; i++)
        {
            export.Write([.. Enumerable.Range(0, 5).Select(id => ((long)id, i % 3 == 0 ? 0 : (i * 10) + id))]);
        }

        var result = await export.RunV10ToEndAsync(new RunRequest(Budget: TimeSpan.Zero));

        Assert.Equal(RunOutcome.Completed, result.Outcome);
        var rows = await export.Harness.RowsAsync(result.Manifest!);
        Assert.Equal(29 * 5, rows.Count);
        Assert.Equal(rows.OrderBy(row => row.Ts).ThenBy(row => row.Id), rows);
        Assert.Equal(rows.Count, rows.DistinctBy(row => (row.Id, row.Ts)).Count());
    }

    [Fact]
    public async Task A_change_that_cannot_be_shown_at_all_moves_nothing()
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        export.Database.QueryV10(Fails);
        await export.RunV10Async();
        var before = await export.Harness.CursorAsync();
        export.Write((1, 0));
        export.Database.QueryV10("""Collection("things").byId("2")!.update({ to: Collection("things").byId("1") }) { id }""");

        var failure = await Assert.ThrowsAsync<FaunaFeedBroken>(() => export.RunV10Async());

        Assert.Contains("division by zero", failure.Message, StringComparison.Ordinal);
        Assert.Equal((before!.Through, before.FeedCursor, 0), ((await export.Harness.CursorAsync())!.Through, (await export.Harness.CursorAsync())!.FeedCursor, (int)(await export.Harness.CursorAsync())!.Run!.Rows));
        export.Write((1, 5));
        export.Database.QueryV10("""Collection.byName("things")!.update({ computed_fields: null })""");
        await export.Harness.RunToEndAsync(export.V10Source(), new RunRequest());
        await export.RunV10Async();
        Assert.Equal(5, ExportHarness.StateOf(await export.Harness.AllRowsAsync())[1].Value);
    }

    [Fact]
    public async Task A_document_that_refers_to_one_whose_computed_field_fails_is_read_with_its_own()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 64 });
        export.Write([.. Enumerable.Range(0, 20).Select(id => ((long)id, id))]);
        export.Database.QueryV10("""Collection("things").byId("7")!.update({ to: Collection("things").byId("0") }) { id }""");
        export.Database.QueryV10(Fails);

        var result = await export.RunV10Async();

        Assert.Equal(Enumerable.Range(0, 20).Select(id => (long)id), (await export.Harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
        Assert.Single(result.Warnings);
    }

    [Fact]
    public async Task A_document_that_can_be_read_in_no_form_fails_the_run_which_names_where_it_is()
    {
        await using var export = await EmulatedExport.StartAsync(ExportHarness.Incremental with { PageSize = 64 });
        export.Write([.. Enumerable.Range(0, 20).Select(id => ((long)id, id + 1))]);
        export.Database.QueryV10("""Collection("things").byId("7")!.update({ v: 0, to: Collection("things").byId("7") }) { id }""");
        export.Database.QueryV10(Fails);

        var failure = await Assert.ThrowsAsync<FaunaRequestRefused>(() => export.RunV10Async());

        Assert.Contains("from id 7 on", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Mend the computed fields", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<CollectionThroughBoth> StartAsync(string collection, params AdditionalColumn[] columns)
    {
        var both = await CollectionThroughBoth.StartAsync(collection, columns);
        EveryKindCorpus.Prepare(both.Database);
        both.Database.Query("""{"create_index":{"object":{"name":"by_el","source":{"collection":"Item"}}}}""");
        return both;
    }

    private static AdditionalColumn Column(string name, params string[] path) => new(name, path, "string", null, null, Required: false);
}
