using System.Security.Cryptography;
using System.Text;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Contracts;

/// <summary>What every <see cref="IPartStore"/> does. An implementation's tests derive from it and say how to open a store.</summary>
public abstract class PartStoreContract
{
    private const string Name = "orders/full/snapshot=1785000000000000/part-00000001.ndjson.gz";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A client of the test's own store, empty at the test's start; every call is another client of the same one.</summary>
    protected abstract IPartStore Open();

    [Fact]
    public async Task A_committed_part_is_found_with_its_metadata_and_read_as_it_was_written()
    {
        var content = Bytes("first\nsecond\n");

        var info = await CommitAsync(Open(), Name, content, "start", "end");

        Assert.Equal(info, await Open().FindAsync(Name, Cancel));
        Assert.Equal(content, await ReadAsync(Open(), Name));
        Assert.Equal([Name], await ListAsync(Open(), "orders/"));
    }

    [Fact]
    public async Task Metadata_keeps_every_field()
    {
        var content = Bytes("x\n");
        var info = Info(Name, content, "documents at=1 last=-5:6", "removals at=2 removals=%7B%22a%22%3A%22%C3%BC%22%7D") with
        {
            Number = 99_999_999,
            Rows = long.MaxValue,
            Deletions = 7,
            Expired = 8,
            UncompressedBytes = 1L << 40,
            FirstRef = "-9223372036854775808",
            LastRef = "9223372036854775807",
            LowestTs = -1,
            HighestTs = 1785000000000000,
        };

        await using (var upload = await Open().BeginAsync(Name, "gzip", Cancel))
        {
            await upload.WriteAsync(content, Cancel);
            await upload.CommitAsync(info, Cancel);
        }

        Assert.Equal(info, await Open().FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_part_without_rows_has_no_refs_and_no_times()
    {
        var info = await CommitAsync(Open(), Name, [], "start", "end");

        var found = await Open().FindAsync(Name, Cancel);

        Assert.Equal(info, found);
        Assert.Null(found!.FirstRef);
        Assert.Null(found.LowestTs);
        Assert.Empty(await ReadAsync(Open(), Name));
    }

    [Fact]
    public async Task A_part_under_way_is_not_seen()
    {
        await using var upload = await Open().BeginAsync(Name, "gzip", Cancel);
        await upload.WriteAsync(new byte[5_000_000], Cancel);

        Assert.Null(await Open().FindAsync(Name, Cancel));
        Assert.Empty(await ListAsync(Open(), ""));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Open().OpenAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_part_disposed_without_commit_never_was()
    {
        await using (var upload = await Open().BeginAsync(Name, "gzip", Cancel))
        {
            await upload.WriteAsync(new byte[100], Cancel);
        }

        Assert.Null(await Open().FindAsync(Name, Cancel));
        Assert.Empty(await ListAsync(Open(), ""));
        await CommitAsync(Open(), Name, Bytes("later\n"), "start", "end");
        Assert.Equal(Bytes("later\n"), await ReadAsync(Open(), Name));
    }

    [Fact]
    public async Task A_second_commit_of_a_name_fails_and_leaves_the_first_as_it_is()
    {
        var first = await CommitAsync(Open(), Name, Bytes("first\n"), "start", "end");

        var refused = await Assert.ThrowsAsync<PartExists>(() => CommitAsync(Open(), Name, Bytes("second\n"), "other", "end"));

        Assert.Equal(Name, refused.Name);
        Assert.Equal(first, await Open().FindAsync(Name, Cancel));
        Assert.Equal(Bytes("first\n"), await ReadAsync(Open(), Name));
    }

    [Fact]
    public async Task Equal_content_with_other_positions_does_not_replace_the_first_commits_metadata()
    {
        var first = await CommitAsync(Open(), Name, Bytes("same\n"), "start", "end");

        await Assert.ThrowsAsync<PartExists>(() => CommitAsync(Open(), Name, Bytes("same\n"), "elsewhere", "beyond"));

        Assert.Equal(first, await Open().FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task Of_many_that_commit_one_name_at_once_exactly_one_wins_whole()
    {
        const int Racers = 8;
        const int Rounds = 10;
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"orders/changes/run={round}/part-00000001.ndjson";
            using var gate = new Barrier(Racers);
            var racers = Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(async () =>
            {
                // Half of the racers have equal bytes, and all have positions of their own.
                var content = Bytes($"content {racer / 2}\n");
                await using var upload = await Open().BeginAsync(name, null, Cancel);
                await upload.WriteAsync(content, Cancel);
                gate.SignalAndWait(Cancel);
                try
                {
                    await upload.CommitAsync(Info(name, content, $"start {racer}", "end"), Cancel);
                    return racer;
                }
                catch (PartExists)
                {
                    return -1;
                }
            }, Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray();

            var winner = Assert.Single(await Task.WhenAll(racers), racer => racer >= 0);
            var found = await Open().FindAsync(name, Cancel);
            Assert.Equal(Info(name, Bytes($"content {winner / 2}\n"), $"start {winner}", "end"), found);
            Assert.Equal(Bytes($"content {winner / 2}\n"), await ReadAsync(Open(), name));
        }
    }

    [Fact]
    public async Task Memory_may_be_reused_as_soon_as_a_write_returned()
    {
        var buffer = new byte[300_000];
        var expected = new List<byte>();
        await using (var upload = await Open().BeginAsync(Name, null, Cancel))
        {
            for (byte i = 0; i < 20; i++)
            {
                Array.Fill(buffer, i);
                expected.AddRange(buffer);
                await upload.WriteAsync(buffer, Cancel);
                Array.Fill(buffer, (byte)0xee);
            }

            await upload.CommitAsync(Info(Name, [.. expected], "start", "end"), Cancel);
        }

        var read = await ReadAsync(Open(), Name);
        Assert.True(expected.ToArray().AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task What_does_not_exist_is_null_or_an_error_that_says_so()
    {
        Assert.Null(await Open().FindAsync(Name, Cancel));
        Assert.Null(await Open().ReadDocumentAsync("orders/latest.json", Cancel));
        Assert.Empty(await ListAsync(Open(), "orders/"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Open().OpenAsync(Name, Cancel));
        await Open().DeleteAsync(Name, Cancel);
        await Open().SweepAsync("orders/", Cancel);
    }

    [Fact]
    public async Task Names_come_in_ordinal_order_and_only_below_the_prefix()
    {
        string[] names =
        [
            "orders-old/full/snapshot=1/part-00000001.ndjson",
            "orders/changes/date=2026-07-24/run=b/part-00000001.ndjson",
            "orders/changes/date=2026-07-24/run=b/part-00000002.ndjson",
            "orders/changes/date=2026-07-24/run=b-2/part-00000001.ndjson",
            "orders/changes/date=2026-07-25/run=a/part-00000001.ndjson",
            "orders/full/snapshot=10/part-00000001.ndjson",
            "orders/full/snapshot=9/part-00000001.ndjson",
            "orders/full.d/part-00000001.ndjson",
        ];
        foreach (var name in names.Reverse())
        {
            await CommitAsync(Open(), name, Bytes(name), "start", "end");
        }

        await Open().WriteDocumentAsync("orders/latest.json", Bytes("{}"), Cancel);

        Assert.Equal(
            names.Append("orders/latest.json").Where(name => name.StartsWith("orders/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            await ListAsync(Open(), "orders/"));
        Assert.Equal(names.Append("orders/latest.json").Order(StringComparer.Ordinal), await ListAsync(Open(), ""));
        Assert.Equal(names[1..4].Order(StringComparer.Ordinal), await ListAsync(Open(), "orders/changes/date=2026-07-24/"));
        Assert.Equal(names[5..7], await ListAsync(Open(), "orders/full/snap"));
    }

    [Fact]
    public async Task A_document_is_replaced_whole()
    {
        await Open().WriteDocumentAsync("orders/latest.json", Bytes("a long first version"), Cancel);
        await Open().WriteDocumentAsync("orders/latest.json", Bytes("second"), Cancel);

        Assert.Equal(Bytes("second"), await Open().ReadDocumentAsync("orders/latest.json", Cancel));
        Assert.Equal(["orders/latest.json"], await ListAsync(Open(), "orders/"));
        Assert.Equal(Bytes("second"), await ReadAsync(Open(), "orders/latest.json"));
    }

    [Fact]
    public async Task A_reader_of_a_document_that_is_being_replaced_sees_one_version_or_another()
    {
        byte[][] versions = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 100_000 + i).ToArray())];
        await Open().WriteDocumentAsync("orders/latest.json", versions[0], Cancel);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await Open().WriteDocumentAsync("orders/latest.json", versions[i % 4], Cancel);
            }
        }, Cancel);

        do
        {
            var seen = await Open().ReadDocumentAsync("orders/latest.json", Cancel);
            Assert.Contains(versions, version => version.AsSpan().SequenceEqual(seen));
        }
        while (!writing.IsCompleted);

        await writing;
    }

    [Fact]
    public async Task A_document_is_replaced_only_as_it_was_looked_at()
    {
        const string Latest = "orders/latest.json";
        Assert.Null(await Open().FindDocumentAsync(Latest, Cancel));
        await Open().ReplaceDocumentAsync(Latest, Bytes("first"), null, Cancel);
        var first = await Open().FindDocumentAsync(Latest, Cancel);
        Assert.Equal(Bytes("first"), first!.Content);
        Assert.Equal(first.Version, (await Open().FindDocumentAsync(Latest, Cancel))!.Version);

        // One that thinks that there is none yet, and one that comes late.
        Assert.Equal(Latest, (await Assert.ThrowsAsync<DocumentChanged>(() => Open().ReplaceDocumentAsync(Latest, Bytes("other"), null, Cancel))).Name);
        await Open().ReplaceDocumentAsync(Latest, Bytes("second"), first.Version, Cancel);
        await Assert.ThrowsAsync<DocumentChanged>(() => Open().ReplaceDocumentAsync(Latest, Bytes("late"), first.Version, Cancel));

        var second = await Open().FindDocumentAsync(Latest, Cancel);
        Assert.Equal(Bytes("second"), second!.Content);
        Assert.NotEqual(first.Version, second.Version);
        await Open().WriteDocumentAsync(Latest, Bytes("third"), Cancel);
        await Assert.ThrowsAsync<DocumentChanged>(() => Open().ReplaceDocumentAsync(Latest, Bytes("late"), second.Version, Cancel));
        await Open().DeleteAsync(Latest, Cancel);
        await Assert.ThrowsAsync<DocumentChanged>(() => Open().ReplaceDocumentAsync(Latest, Bytes("late"), second.Version, Cancel));
        Assert.Equal([], await ListAsync(Open(), ""));
    }

    [Fact]
    public async Task Of_many_who_replace_a_document_that_they_saw_alike_one_does()
    {
        const string Latest = "orders/latest.json";
        await Open().WriteDocumentAsync(Latest, Bytes("seen by all"), Cancel);
        var seen = await Open().FindDocumentAsync(Latest, Cancel);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            try
            {
                await Open().ReplaceDocumentAsync(Latest, Bytes($"of {i}"), seen!.Version, Cancel);
                return $"of {i}";
            }
            catch (DocumentChanged)
            {
                return null;
            }
        }, Cancel)));

        Assert.Equal(Bytes(Assert.Single(outcomes, outcome => outcome is not null)!), await Open().ReadDocumentAsync(Latest, Cancel));
    }

    [Fact]
    public async Task A_deleted_part_is_gone_with_its_metadata_and_its_name_is_free()
    {
        var other = "orders/full/snapshot=1785000000000000/part-00000002.ndjson.gz";
        await CommitAsync(Open(), Name, Bytes("old\n"), "start", "end");
        var kept = await CommitAsync(Open(), other, Bytes("kept\n"), "end", "end 2");

        await Open().DeleteAsync(Name, Cancel);
        await Open().DeleteAsync(Name, Cancel);

        Assert.Null(await Open().FindAsync(Name, Cancel));
        Assert.Equal([other], await ListAsync(Open(), "orders/"));
        Assert.Equal(kept, await Open().FindAsync(other, Cancel));
        var renewed = await CommitAsync(Open(), Name, Bytes("new\n"), "start", "end");
        Assert.Equal(renewed, await Open().FindAsync(Name, Cancel));
        await Open().DeleteAsync(Name, Cancel);
        await Open().DeleteAsync(other, Cancel);
        Assert.Empty(await ListAsync(Open(), ""));
    }

    [Fact]
    public async Task A_sweep_takes_nothing_that_is_committed_or_under_way()
    {
        var committed = await CommitAsync(Open(), Name, Bytes("committed\n"), "start", "end");
        await Open().WriteDocumentAsync("orders/latest.json", Bytes("{}"), Cancel);
        var other = "orders/full/snapshot=1785000000000000/part-00000002.ndjson.gz";
        await using var upload = await Open().BeginAsync(other, null, Cancel);
        await upload.WriteAsync(Bytes("under "), Cancel);

        await Open().SweepAsync("orders/", Cancel);

        await upload.WriteAsync(Bytes("way\n"), Cancel);
        await upload.CommitAsync(Info(other, Bytes("under way\n"), "end", "end 2"), Cancel);
        Assert.Equal(Bytes("under way\n"), await ReadAsync(Open(), other));
        Assert.Equal(committed, await Open().FindAsync(Name, Cancel));
        Assert.Equal(Bytes("{}"), await Open().ReadDocumentAsync("orders/latest.json", Cancel));
    }

    [Fact]
    public async Task A_cancelled_call_ends_and_changes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().BeginAsync(Name, null, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().WriteDocumentAsync("orders/latest.json", Bytes("{}"), cancelled.Token));
        Assert.Empty(await ListAsync(Open(), ""));
    }

    /// <summary>Metadata of a part with this content.</summary>
    protected static PartInfo Info(string name, byte[] content, string starts, string ends) => new()
    {
        Name = name,
        Run = "run-1",
        Number = 1,
        Starts = starts,
        Ends = ends,
        Rows = content.Count(b => b == '\n'),
        Deletions = 0,
        Bytes = content.Length,
        UncompressedBytes = content.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
    };

    /// <summary>Commits a part with this content.</summary>
    protected static async Task<PartInfo> CommitAsync(IPartStore store, string name, byte[] content, string starts, string ends)
    {
        var info = Info(name, content, starts, ends);
        await using var upload = await store.BeginAsync(name, null, Cancel);
        await upload.WriteAsync(content, Cancel);
        await upload.CommitAsync(info, Cancel);
        return info;
    }

    /// <summary>A part's or document's bytes.</summary>
    protected static async Task<byte[]> ReadAsync(IPartStore store, string name)
    {
        await using var stream = await store.OpenAsync(name, Cancel);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Cancel);
        return content.ToArray();
    }

    /// <summary>All names below a prefix.</summary>
    protected static async Task<List<string>> ListAsync(IPartStore store, string prefix)
    {
        var names = new List<string>();
        await foreach (var name in store.ListAsync(prefix, Cancel))
        {
            names.Add(name);
        }

        return names;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
