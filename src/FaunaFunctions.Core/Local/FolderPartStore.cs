using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// Parts and manifests in a folder. Any number of processes may use the folder at once, and any of them may be killed at any instruction.
/// </summary>
/// <remarks>
/// A part is a file under its name; beside it stands its metadata as a hidden file. What is under way has a hidden name that ends in <c>.tmp</c>.
/// A part is linked to its name only after its content and its metadata are on the disk. The commit itself rests on the link, which fails when the name
/// is taken; a lock on <c>.commit.lock</c> keeps the metadata of two commits of one name apart, stands in for the link on file systems that have none, and makes
/// the look at a document's version and its replacement one step.
/// </remarks>
public sealed class FolderPartStore : IPartStore
{
    private readonly string _root;
    private readonly string _commitLock;

    /// <param name="root">The folder; it is created when the first part is.</param>
    public FolderPartStore(string root)
    {
        _root = Path.GetFullPath(root);
        _commitLock = Path.Combine(_root, ".commit.lock");
    }

    /// <summary>The folder's full path.</summary>
    public string Root => _root;

    /// <summary>Told before each step of a commit; for tests of what a kill leaves.</summary>
    internal Action<string>? Step { get; init; }

    /// <summary>Creates a part's temporary file; for tests of what storage can do.</summary>
    internal Func<string, FileStream> CreateTemporary { get; init; } = TemporaryFile.Create;

    /// <inheritdoc/>
    public Task<IPartUpload> BeginAsync(string name, string? contentEncoding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var part = PathOf(name);
        try
        {
            DurableFile.CreateFolder(_root);
            return Task.FromResult<IPartUpload>(new FolderPartUpload(part, name, CreateBeside(part), _commitLock, Step));
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Describe(e, "create", part);
        }
    }

    /// <inheritdoc/>
    public Task<PartInfo?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var part = PathOf(name);
        return StorageFault.GuardAsync("read", part, async () =>
        {
            if (!File.Exists(part))
            {
                return null;
            }

            var info = await PartSidecar.FindAsync(part, cancellationToken);
            return info is not null && info.Name == name && info.Bytes == new FileInfo(part).Length
                ? info
                : throw new StorageUnavailable(
                    $"{part} has no metadata that fits it: the hidden .meta file beside it is missing or damaged, or the part was put there by something else. " +
                    "Restore both from a backup, or move the part away.");
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in await ListFolderAsync(prefix[..(prefix.LastIndexOf('/') + 1)], cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return name;
            }
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(name);
        try
        {
            return Task.FromResult<Stream>(new FileStream(
                path, FileMode.Open, FileAccess.Read, DurableFile.Shared, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"{path} does not exist.", path, e);
        }
        catch (Exception e) when (StorageFault.Is(e) && e is not FileNotFoundException)
        {
            throw StorageFault.Describe(e, "read", path);
        }
    }

    /// <inheritdoc/>
    public Task WriteDocumentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return StorageFault.GuardAsync("write", path, async () =>
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            await DurableFile.ReplaceAsync(path, TemporaryFile.NameFor(path), content, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<byte[]?> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return StorageFault.GuardAsync("read", path, () => DurableFile.ReadAsync(path, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<StoredDocument?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        await ReadDocumentAsync(name, cancellationToken) is { } content ? new StoredDocument(content, VersionOf(content)) : null;

    /// <inheritdoc/>
    public Task ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return StorageFault.GuardAsync("write", path, async () =>
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            using var replacing = await FolderLock.TakeAsync(_commitLock, cancellationToken);
            var there = await DurableFile.ReadAsync(path, cancellationToken);
            if ((there is null ? null : VersionOf(there)) != version)
            {
                throw new DocumentChanged(name);
            }

            await DurableFile.ReplaceAsync(path, TemporaryFile.NameFor(path), content, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return StorageFault.GuardAsync("delete", path, async () =>
        {
            if (!Directory.Exists(Path.GetDirectoryName(path)))
            {
                return;
            }

            using var committing = await FolderLock.TakeAsync(_commitLock, cancellationToken);

            // The part goes first: metadata without a part is harmless, a part without metadata is not.
            DurableFile.Delete(path);
            foreach (var sidecar in PartSidecar.Of(path))
            {
                DurableFile.Delete(sidecar);
            }

            DeleteEmptyFolders(Path.GetDirectoryName(path)!);
        });
    }

    /// <inheritdoc/>
    public Task SweepAsync(string prefix, CancellationToken cancellationToken)
    {
        var top = FolderOf(prefix[..(prefix.LastIndexOf('/') + 1)]);
        return StorageFault.GuardAsync("clean up", top, async () =>
        {
            if (!Directory.Exists(top))
            {
                return;
            }

            foreach (var folder in Directory.EnumerateDirectories(top, "*", new EnumerationOptions { RecurseSubdirectories = true }).Prepend(top).ToList())
            {
                using var committing = await FolderLock.TakeAsync(_commitLock, cancellationToken);
                if (Directory.Exists(folder))
                {
                    TemporaryFile.Sweep(folder);
                    await PartSidecar.SweepAsync(folder, cancellationToken);
                }
            }
        });
    }

    // A document that is what it was before is that version again: whoever writes over it does so with all of it in view.
    private static string VersionOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The folder may be deleted as empty by another run between its creation and the file's.</summary>
    private FileStream CreateBeside(string part)
    {
        var folder = Path.GetDirectoryName(part)!;
        DurableFile.CreateFolder(folder);
        try
        {
            return CreateTemporary(part);
        }
        catch (DirectoryNotFoundException)
        {
            DurableFile.CreateFolder(folder);
            return CreateTemporary(part);
        }
    }

    private void DeleteEmptyFolders(string folder)
    {
        while (folder.Length > _root.Length && !Directory.EnumerateFileSystemEntries(folder, "*", TemporaryFile.Hidden).Any())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Somebody has just put a file there.
                return;
            }

            folder = Path.GetDirectoryName(folder)!;
        }
    }

    private Task<List<string>> ListFolderAsync(string folder, CancellationToken cancellationToken) =>
        StorageFault.GuardAsync("list", FolderOf(folder), () => Task.Run(() => FolderListing.Names(FolderOf(folder), folder).ToList(), cancellationToken));

    private string PathOf(string name)
    {
        var segments = name.Split('/');
        if (segments.Any(segment => segment.Length == 0 || segment[0] == '.' || segment.Contains('\\', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"'{name}' is not the name of a part or document.", nameof(name));
        }

        return Path.Combine([_root, .. segments]);
    }

    private string FolderOf(string folder) => folder.Length == 0 ? _root : PathOf(folder.TrimEnd('/'));
}
