using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Emulator;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>v4 lets a collection have almost any name; some are words of v10's language, some are modules of it.</summary>
public class AwkwardCollectionTests
{
    [Theory]
    [InlineData("let")]
    [InlineData("if")]
    [InlineData("else")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("at")]
    [InlineData("isa")]
    [InlineData("return")]
    [InlineData("all")]
    [InlineData("from")]
    [InlineData("collection")]
    [InlineData("my-things")]
    [InlineData("1st")]
    [InlineData("@things")]
    [InlineData("a;b+c$~!%.x")]
    [InlineData("Deleted")]
    public async Task A_collection_of_any_name_is_exported_in_full_and_incrementally(string name)
    {
        await using var both = await CollectionThroughBoth.StartAsync(name);
        both.Database.Load(name, Enumerable.Range(0, 100).Select(i => new EmulatorDocument(i, $$"""{"i":{{i}}}""")));

        var full = await both.ExportAsync(RunMode.Full);
        both.Database.Delete(name, 3);
        both.Database.Put(name, new EmulatorDocument(200, """{"i":200}"""));
        var changes = await both.ExportAsync(RunMode.Incremental);

        Assert.Equal(100, full.V10.Count);
        Assert.Equal(full.V4, full.V10);
        Assert.Equal(2, changes.V10.Count);
        Assert.Equal(changes.V4, changes.V10);
    }

    [Theory]
    [InlineData("Math")]
    [InlineData("Key")]
    [InlineData("Credential")]
    [InlineData("Time")]
    [InlineData("Collection")]
    [InlineData("Token")]
    [InlineData("Set")]
    [InlineData("Object")]
    [InlineData("TransactionTime")]
    [InlineData("abort")]
    public async Task A_collection_named_like_something_of_the_languages_own_is_exported_in_full_and_has_no_changes(string name)
    {
        await using var both = await CollectionThroughBoth.StartAsync(name);
        both.Database.CreateKey("server");
        both.Database.Load(name, Enumerable.Range(0, 100).Select(i => new EmulatorDocument(i, $$"""{"i":{{i}}}""")));

        var (v4, v10) = await both.ExportAsync(RunMode.Full);
        var refusal = await Assert.ThrowsAsync<FaunaFeedBroken>(() => both.ExportAsync(FaunaApi.V10));

        Assert.Equal(100, v10.Count);
        Assert.Equal(v4, v10);
        Assert.Contains($"changes of a collection named '{name}' cannot be read through FQL v10", refusal.Message, StringComparison.Ordinal);
    }
}
