using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Core.Tests.Records;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>Documents nested far deeper than JSON readers go by themselves, in every way in which they are read.</summary>
public sealed class DeepDocumentTests
{
    private const int Levels = 400;

    [Theory]
    [InlineData("{\"a\":", "}", "{\"a\":", "}")]
    [InlineData("[", "]", "[", "]")]
    [InlineData("{\"@obj\":{\"@a\":", "}}", "{\"@a\":", "}")]
    public async Task A_document_nested_hundreds_of_levels_deep_is_exported_whole_and_when_it_changes(string opening, string closing, string recordOpening, string recordClosing)
    {
        var deep = Deep(opening, closing);
        var expected = Deep(recordOpening, recordClosing);
        await using var both = await CollectionThroughBoth.StartAsync(EveryKindCorpus.Collection);
        both.Database.Load(EveryKindCorpus.Collection, [new EmulatorDocument(1, $$"""{"d":{{deep}} }"""), new EmulatorDocument(2, "{}")]);

        var full = await both.ExportAsync(RunMode.Full);
        both.Database.Put(EveryKindCorpus.Collection, new EmulatorDocument(1, $$"""{"d":{{deep}},"more":true}"""));
        var changes = await both.ExportAsync(RunMode.Incremental);

        foreach (var record in (string[])[full.V4[0], full.V10[0]])
        {
            Assert.EndsWith(",\"data\":{\"d\":" + expected + "}}", record, StringComparison.Ordinal);
        }

        foreach (var record in (string[])[Assert.Single(changes.V4), Assert.Single(changes.V10)])
        {
            Assert.Contains($$"""{"d":{{expected}},"more":true}""", record, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(3_000)]
    [InlineData(200_000)]
    public void A_document_nested_deeper_than_any_server_takes_is_refused_with_its_id(int levels)
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
        var v4 = """{"ref":{"@ref":{"id":"101","collection":{"@ref":{"id":"spells","collection":{"@ref":{"id":"collections"}}}}}},"ts":1,"data":""" + nested + "}";

        var fromV4 = Assert.Throws<RecordInvalid>(() => RecordOf.Document(new V4RecordWriter(RecordLayout.Default), System.Text.Encoding.UTF8.GetBytes(v4)));
        var fromV10 = V10Of.Refusal(V10Of.DocumentWith(",\"v\":" + nested));

        Assert.Equal((101, 101), (fromV4.DocumentId, fromV10.DocumentId));
        Assert.Contains("nested more than 2048 levels deep", fromV4.Message, StringComparison.Ordinal);
        Assert.Contains("nested more than 2048 levels deep", fromV10.Message, StringComparison.Ordinal);
    }

    private static string Deep(string opening, string closing) =>
        string.Concat(Enumerable.Repeat(opening, Levels)) + "true" + string.Concat(Enumerable.Repeat(closing, Levels));
}
