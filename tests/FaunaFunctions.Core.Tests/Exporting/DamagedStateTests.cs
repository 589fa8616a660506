using System.Text;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>What a run finds damaged it names, and it never starts from nothing for it; mended, it goes on where it was.</summary>
public sealed class DamagedStateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"format":1,"export":"things","snapshot":null,"through":5}""")]
    [InlineData("""{"format":99,"export":"things","snapshot":{"name":"a","sha256":"b"},"through":5}""")]
    public async Task A_damaged_pointer_fails_the_run_which_names_it_and_goes_on_when_it_is_mended(string content)
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Write((1, 1), (2, 2));
        await export.RunAsync();
        var before = (await export.Harness.CursorAsync())!;
        var name = PartNames.Latest(export.Harness.Settings.Name);
        var sound = (await export.Harness.Parts.ReadDocumentAsync(name, Cancel))!;
        await export.Harness.Parts.WriteDocumentAsync(name, Encoding.UTF8.GetBytes(content), Cancel);
        export.Write((2, 3), (3, 4));

        var error = await Assert.ThrowsAsync<ManifestInvalid>(() => export.RunAsync());

        var after = (await export.Harness.CursorAsync())!;
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Equal((before.Snapshot, before.Through, RunMode.Incremental), (after.Snapshot, after.Through, after.Run!.Mode));
        await export.Harness.Parts.WriteDocumentAsync(name, sound, Cancel);
        Assert.Equal(RunOutcome.Completed, (await export.RunAsync()).Outcome);
        Assert.Equal(await export.LivingAsync(), ExportHarness.StateOf(await export.Harness.AllRowsAsync()));
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":2")]
    [InlineData("\"through\":", "\"thruogh\":")]
    [InlineData("{", "[")]
    public async Task A_damaged_cursor_fails_the_run_which_names_it_and_nothing_is_written(string written, string instead)
    {
        await using var export = await EmulatedExport.StartAsync();
        export.Harness.Parts = new FolderPartStore(export.Harness.Folder);
        export.Harness.Cursors = new FolderCursorStore(export.Harness.Folder, export.Harness.Time);
        export.Write((1, 1));
        await export.RunAsync();
        var path = Assert.Single(Directory.EnumerateFiles(export.Harness.Folder, "cursor.json", SearchOption.AllDirectories));
        var text = await File.ReadAllTextAsync(path, Cancel);
        Assert.Contains(written, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(written, instead, StringComparison.Ordinal), Cancel);
        var files = Files(export);
        export.Write((2, 2));

        var error = await Assert.ThrowsAsync<CursorCorrupt>(() => export.RunAsync());

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(files, Files(export));
    }

    private static List<string> Files(EmulatedExport export) =>
        [.. Directory.EnumerateFiles(export.Harness.Folder, "*.ndjson*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
