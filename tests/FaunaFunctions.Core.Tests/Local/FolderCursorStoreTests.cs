using System.Text;
using FaunaFunctions.Contracts;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Local;

public sealed class FolderCursorStoreTests : CursorStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 7, 25, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string CursorPath => _folder["_state/orders/cursor.json"];

    public void Dispose() => _folder.Dispose();

    protected override ICursorStore Open() => new FolderCursorStore(_folder.Path, _time);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"format":1,"version":"1-aa","cursor":{"export":"orders"}}""")]
    [InlineData("""{"format":1,"cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    [InlineData("""{"format":1,"version":7,"cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    [InlineData("""{"format":1,"version":"1-aa","cursor":{"export":"orders","source":"s","hadDocuments":false,"database":{"children":[null]}}}""")]
    [InlineData("""{"format":1,"version":"1-aa","cursor":{"export":"orders","source":"s","hadDocuments":false,"database":{"run":{"id":"x","mode":3,"at":1,"started":1,"pending":[]}}}}""")]
    [InlineData("""{"format":1,"version":"x","cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    [InlineData("""{"format":1,"version":"-1-aa","cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    [InlineData("""{"format":1,"version":"99999999999999999999-aa","cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    [InlineData("""{"format":1,"version":"\ud800","cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    [InlineData("""{"format":2,"version":"1-aa","cursor":{"export":"orders","source":"s","hadDocuments":false}}""")]
    public async Task A_damaged_cursor_is_never_taken_for_none_and_never_written_over(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CursorPath)!);
        await File.WriteAllTextAsync(CursorPath, content, Cancel);

        Assert.Contains(CursorPath, (await Assert.ThrowsAsync<CursorCorrupt>(() => Open().ReadAsync("orders", Cancel))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CursorCorrupt>(() => Open().WriteAsync(Cursor("orders", 1), null, Cancel));
        Assert.Equal(content, await File.ReadAllTextAsync(CursorPath, Cancel));
    }

    [Theory]
    [InlineData("""{"a":1}""", "it lacks 'format'")]
    [InlineData("""[]""", "it is no JSON object")]
    [InlineData("{\n\"format\":", "it is not JSON, in its line 2")]
    [InlineData("""{"format":1,"version":"1-aa"}""", "it lacks 'cursor'")]
    [InlineData("""{"format":"1"}""", "its 'format' is not what this program writes")]
    [InlineData("""{"format":1.5}""", "its 'format' or 'version' is not what this program writes")]
    [InlineData("""{"format":1,"version":"1-aa","cursor":{"export":"orders"}}""", "it lacks 'source'")]
    [InlineData("""{"format":1,"version":"1-aa","cursor":{"export":"orders","source":"s","hadDocuments":false,"thruogh":1}}""", "'thruogh' is not what this program writes")]
    public async Task What_a_damaged_cursor_lacks_is_told_with_what_to_do(string content, string why)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CursorPath)!);
        await File.WriteAllTextAsync(CursorPath, content, Cancel);

        var corrupt = await Assert.ThrowsAsync<CursorCorrupt>(() => Open().ReadAsync("orders", Cancel));

        Assert.Equal($"The cursor at {CursorPath} cannot be read: {why}. Restore it, or delete this file to start again with a full export.", corrupt.Message);
    }

    [Fact]
    public async Task A_cursor_cut_anywhere_is_corrupt()
    {
        await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        var whole = await File.ReadAllBytesAsync(CursorPath, Cancel);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(CursorPath, whole[..length], Cancel);
            await Assert.ThrowsAsync<CursorCorrupt>(() => Open().ReadAsync("orders", Cancel));
        }
    }

    [Fact]
    public async Task A_write_that_was_killed_before_its_rename_changed_nothing()
    {
        var version = await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        await File.WriteAllTextAsync(_folder["_state/orders/.cursor.tmp"], "{\"format\":1,\"vers", Cancel);

        Assert.Equal(new StoredCursor(Cursor("orders", 1), version), await Open().ReadAsync("orders", Cancel));
        await Open().WriteAsync(Cursor("orders", 2), version, Cancel);
        Assert.Equal(2, (await Open().ReadAsync("orders", Cancel))!.Cursor.Through);
    }

    [Fact]
    public async Task A_history_whose_last_line_was_torn_keeps_the_others_and_takes_more()
    {
        await Open().AppendRunAsync(Run("a", 1), Cancel);
        await Open().AppendRunAsync(Run("b", 2), Cancel);
        var path = _folder["_state/orders/runs.jsonl"];
        var content = await File.ReadAllBytesAsync(path, Cancel);
        await File.WriteAllBytesAsync(path, content[..^20], Cancel);

        Assert.Equal(["a"], (await Open().ReadRunsAsync("orders", 9, Cancel)).Select(run => run.Run));
        await Open().AppendRunAsync(Run("c", 3), Cancel);
        Assert.Equal(["c", "a"], (await Open().ReadRunsAsync("orders", 9, Cancel)).Select(run => run.Run));
    }

    [Fact]
    public async Task A_long_history_is_cut_to_its_newest_runs()
    {
        var path = _folder["_state/orders/runs.jsonl"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var lines = Enumerable.Range(0, 6000).Select(i => Encoding.UTF8.GetString(CursorJson.WriteRun(Run($"run-{i:D5}", i) with { Error = new string('e', 700) })));
        await File.WriteAllLinesAsync(path, lines, Cancel);

        await Open().AppendRunAsync(Run("last", 6000), Cancel);

        var runs = await Open().ReadRunsAsync("orders", int.MaxValue, Cancel);
        Assert.Equal(2000, runs.Count);
        Assert.Equal(["last", "run-05999"], runs.Take(2).Select(run => run.Run));
        Assert.True(new FileInfo(path).Length < 2_000_000);
    }

    [Fact]
    public async Task Who_is_kept_out_is_told_by_whom()
    {
        await using var lease = await Open().AcquireLeaseAsync("orders", Cancel);

        var busy = await Assert.ThrowsAsync<ExportBusy>(() => Open().AcquireLeaseAsync("orders", Cancel));

        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName} since 2026-07-25T12:00:00Z", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_ends_with_its_process_however_that_ends()
    {
        using (var holder = ChildProcess.Start(ChildRole.HoldLease, _folder.Path))
        {
            await holder.WaitForAsync("holding", Cancel);
            Assert.Contains($"process {holder.Id} ", (await Assert.ThrowsAsync<ExportBusy>(() => Open().AcquireLeaseAsync("orders", Cancel))).Message, StringComparison.Ordinal);
            await holder.KillAsync(Cancel);
        }

        await using var lease = await Open().AcquireLeaseAsync("orders", Cancel);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_named_with_what_to_do()
    {
        await File.WriteAllTextAsync(_folder["store"], "", Cancel);
        var store = new FolderCursorStore(_folder["store"], _time);

        foreach (var call in new Func<Task>[]
        {
            () => store.WriteAsync(Cursor("orders", 1), null, Cancel),
            () => store.AppendRunAsync(Run("a", 1), Cancel),
            () => store.AcquireLeaseAsync("orders", Cancel),
        })
        {
            var unavailable = await Assert.ThrowsAsync<StorageUnavailable>(call);
            Assert.Contains(_folder["store"] + " is a file", unavailable.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task State_beside_parts_is_not_listed_among_them()
    {
        await Open().WriteAsync(Cursor("orders", 1), null, Cancel);
        await using var lease = await Open().AcquireLeaseAsync("orders", Cancel);
        var parts = new FolderPartStore(_folder.Path);
        await parts.WriteDocumentAsync("orders/latest.json", "{}"u8.ToArray(), Cancel);

        var names = new List<string>();
        await foreach (var name in parts.ListAsync("", Cancel))
        {
            names.Add(name);
        }

        Assert.Equal(["orders/latest.json"], names);
    }

    private static RunRecord Run(string id, long started) =>
        new() { Export = "orders", Run = id, Mode = RunMode.Full, Outcome = "succeeded", Started = started, Finished = started };
}
