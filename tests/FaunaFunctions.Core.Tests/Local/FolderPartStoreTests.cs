using System.Text;
using FaunaFunctions.Contracts;
using FaunaFunctions.Core.Local;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Tests.Local;

public sealed class FolderPartStoreTests : PartStoreContract, IDisposable
{
    private const string Folder = "orders/full/snapshot=1/";
    private const string Name = Folder + "part-00000001.ndjson.gz";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    protected override IPartStore Open() => new FolderPartStore(_folder.Path);

    [Fact]
    public async Task A_folder_of_parts_holds_nothing_else_that_a_glob_would_take()
    {
        await CommitAsync(Open(), Name, Bytes("a\n"), "start", "end");
        await using var upload = await Open().BeginAsync(Folder + "part-00000002.ndjson.gz", null, Cancel);

        Assert.Equal(["part-00000001.ndjson.gz"], Directory.EnumerateFiles(_folder[Folder], "*.ndjson*").Select(Path.GetFileName).Where(name => name![0] != '.'));
        Assert.DoesNotContain(_folder.Files(), name => name != Name && name.EndsWith(".gz", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("flush", false)]
    [InlineData("metadata", false)]
    [InlineData("publish", false)]
    [InlineData("clean", true)]
    public async Task A_commit_killed_at_any_step_is_there_whole_or_not_at_all(string step, bool committed)
    {
        var killed = new FolderPartStore(_folder.Path) { Step = at => { if (at == step) { throw new KilledException(); } } };
        var content = Bytes("killed\n");
        var upload = await killed.BeginAsync(Name, null, Cancel);
        await upload.WriteAsync(content, Cancel);
        await Assert.ThrowsAsync<KilledException>(() => upload.CommitAsync(Info(Name, content, "start", "end"), Cancel));
        Release(upload);

        Assert.Equal(committed ? Info(Name, content, "start", "end") : null, await Open().FindAsync(Name, Cancel));
        Assert.Equal(committed ? [Name] : [], await ListAsync(Open(), ""));

        await Open().SweepAsync("orders/", Cancel);
        Assert.Equal(committed ? 3 : 1, _folder.Files().Count);
        if (committed)
        {
            Assert.Equal(content, await ReadAsync(Open(), Name));
            Assert.Equal(Info(Name, content, "start", "end"), await Open().FindAsync(Name, Cancel));
            await Assert.ThrowsAsync<PartExists>(() => CommitAsync(Open(), Name, Bytes("other\n"), "start", "end"));
        }
        else
        {
            await CommitAsync(Open(), Name, Bytes("another\n"), "start", "end");
            Assert.Equal(Info(Name, Bytes("another\n"), "start", "end"), await Open().FindAsync(Name, Cancel));
        }
    }

    [Theory]
    [InlineData("same\n", "elsewhere")]
    [InlineData("other\n", "start")]
    public async Task Metadata_of_a_killed_commit_is_never_taken_for_that_of_the_part_that_came_after(string content, string starts)
    {
        var killed = new FolderPartStore(_folder.Path) { Step = at => { if (at == "publish") { throw new KilledException(); } } };
        var upload = await killed.BeginAsync(Name, null, Cancel);
        await upload.WriteAsync(Bytes("same\n"), Cancel);
        await Assert.ThrowsAsync<KilledException>(() => upload.CommitAsync(Info(Name, Bytes("same\n"), "start", "end"), Cancel));
        Release(upload);

        var info = await CommitAsync(Open(), Name, Bytes(content), starts, "end");

        Assert.Equal(info, await Open().FindAsync(Name, Cancel));
        await Open().SweepAsync(Folder, Cancel);
        Assert.Equal(info, await Open().FindAsync(Name, Cancel));
        Assert.Equal(3, _folder.Files().Count);
    }

    [Fact]
    public async Task What_a_killed_process_was_writing_is_swept_but_not_while_it_lives()
    {
        using var writer = ChildProcess.Start(ChildRole.WritePart, _folder.Path);
        await writer.WaitForAsync("holding", Cancel);

        await Open().SweepAsync("orders/", Cancel);
        Assert.Single(_folder.Files(), name => name.EndsWith(".tmp", StringComparison.Ordinal));

        await writer.KillAsync(Cancel);
        await Open().SweepAsync("orders/", Cancel);
        Assert.DoesNotContain(_folder.Files(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_leaves_files_alone_that_are_not_the_stores()
    {
        await CommitAsync(Open(), Name, Bytes("a\n"), "start", "end");
        foreach (var name in new[] { "notes.tmp", ".x.meta", "part.meta", ".gitignore" })
        {
            await File.WriteAllTextAsync(_folder[Folder + name], "mine", Cancel);
        }

        await Open().SweepAsync("", Cancel);

        Assert.Equal(7, _folder.Files().Count);
    }

    [Fact]
    public async Task A_full_disk_is_told_with_path_and_advice_and_nothing_is_committed()
    {
        var store = new FolderPartStore(_folder.Path)
        {
            CreateTemporary = CreateOnFullDisk,
        };
        var full = await Assert.ThrowsAsync<StorageUnavailable>(async () =>
        {
            await using var upload = await store.BeginAsync(Name, null, Cancel);
            await upload.WriteAsync(new byte[10], Cancel);
        });

        Assert.Contains(_folder[Name], full.Message, StringComparison.Ordinal);
        Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
        Assert.Equal([], _folder.Files());
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_named_with_what_to_do()
    {
        await File.WriteAllTextAsync(_folder["file"], "", Cancel);
        await File.WriteAllTextAsync(_folder["orders"], "", Cancel);
        var below = new FolderPartStore(_folder["file/store"]);

        foreach (var call in new Func<Task>[]
        {
            () => below.BeginAsync(Name, null, Cancel),
            () => below.WriteDocumentAsync("orders/latest.json", Bytes("{}"), Cancel),
        })
        {
            Assert.Contains(_folder["file"] + " is a file", (await Assert.ThrowsAsync<StorageUnavailable>(call)).Message, StringComparison.Ordinal);
        }

        var unavailable = await Assert.ThrowsAsync<StorageUnavailable>(() => Open().BeginAsync(Name, null, Cancel));
        Assert.Contains(_folder["orders"] + " is a file", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_whose_metadata_was_lost_is_never_taken_for_none()
    {
        await CommitAsync(Open(), Name, Bytes("a\n"), "start", "end");
        foreach (var sidecar in Directory.EnumerateFiles(_folder[Folder], "*.meta", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            File.Delete(sidecar);
        }

        Assert.Contains(_folder[Name], (await Assert.ThrowsAsync<StorageUnavailable>(() => Open().FindAsync(Name, Cancel))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PartExists>(() => CommitAsync(Open(), Name, Bytes("a\n"), "start", "end"));
    }

    [Fact]
    public async Task A_store_can_be_moved_and_copied_as_a_folder()
    {
        var info = await CommitAsync(Open(), Name, Bytes("a\n"), "start", "end");
        using var elsewhere = new TemporaryFolder();
        foreach (var file in _folder.Files())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(elsewhere[file])!);
            File.Copy(_folder[file], elsewhere[file]);
        }

        Assert.Equal(info, await new FolderPartStore(elsewhere.Path).FindAsync(Name, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../outside")]
    [InlineData("orders/../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("orders//part")]
    [InlineData("orders/")]
    [InlineData("orders/.hidden")]
    [InlineData("orders\\part")]
    public async Task A_name_that_would_leave_the_folder_or_hide_in_it_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Open().BeginAsync(name, null, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Open().OpenAsync(name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Open().DeleteAsync(name, Cancel));
    }

    [Fact]
    public async Task Deleting_the_last_part_of_a_folder_takes_the_folder_too()
    {
        await CommitAsync(Open(), Name, Bytes("a\n"), "start", "end");
        await Open().DeleteAsync(Name, Cancel);

        Assert.Empty(Directory.EnumerateDirectories(_folder.Path));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A link of our own to the device that is always full: what is deleted afterwards is the link.</summary>
    private static FileStream CreateOnFullDisk(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new IOException($"There is not enough space on the disk: '{path}'", unchecked((int)0x80070070));
        }

        var temporary = TemporaryFile.NameFor(path);
        File.CreateSymbolicLink(temporary, "/dev/full");
        return new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>A killed process holds no file open any more; whatever else its upload would do at its end must not happen.</summary>
    private static void Release(IPartUpload upload) => ((FolderPartUpload)upload).Abandon();

    private sealed class KilledException : Exception;
}
