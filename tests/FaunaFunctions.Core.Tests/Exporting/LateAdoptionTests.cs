using System.Text;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Exporting;
using FaunaFunctions.Core.Parts;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Tests.Exporting;

/// <summary>A part that another process commits when the run has come to a later time without it: a schedule that the simulation found.</summary>
public sealed class LateAdoptionTests
{
    [Fact]
    public async Task A_part_that_is_adopted_late_does_not_take_the_run_back_to_an_earlier_time()
    {
        var collection = new MemoryCollection();
        using var harness = new ExportHarness(ExportHarness.Incremental with { PageSize = 1, Parallelism = 1 }, inMemory: true);
        collection.Write((1, 1), (2, 2), (3, 3));
        await harness.RunAsync(collection, request: new RunRequest(Budget: TimeSpan.Zero));
        var stored = (await harness.Cursors.ReadAsync("things", default))!;
        var run = stored.Cursor.Run!;
        var last = run.Position.LastDocument!.Value;
        var late = collection.Living[last.Id + 1];
        await CommitAsync(harness.Parts, run, $$$"""{"ref":"{{{last.Id + 1}}}","ts":{{{late.Ts}}},"data":{"v":{{{late.Value}}}}}""", last with { Id = last.Id + 1 });
        collection.Write((9, 9));
        var now = await collection.ReadTimeAsync(default);
        await harness.Cursors.WriteAsync(
            stored.Cursor with { Run = run with { Position = run.Position with { Phase = RunPhase.Finishing, At = now }, Finished = 1 } }, stored.Version, default);

        var result = await harness.RunToEndAsync(collection, new RunRequest());

        var manifest = await harness.ManifestAsync(result.Manifest!);
        Assert.True(manifest.ReadAt >= now, $"It was read at {manifest.ReadAt}, and had come to {now}.");
        Assert.Equal([1L, 2, 3, 9], (await harness.RowsAsync(result.Manifest!)).Select(row => row.Id));
    }

    private static async Task CommitAsync(IPartStore store, RunState run, string line, DocumentKey last)
    {
        await using var part = await PartWriter.OpenAsync(store, PartNames.Part(run.Prefix, run.NextPart, Compression.None), Compression.None, default);
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        bytes.CopyTo(part.GetSpan(bytes.Length));
        part.Advance(bytes.Length);
        part.EndRecord(last, deletion: false);
        await part.CommitAsync(
            run.Id, run.NextPart, PositionText.Format(run.PartsEnd), PositionText.Format(run.Position with { LastDocument = last }), default);
    }
}
