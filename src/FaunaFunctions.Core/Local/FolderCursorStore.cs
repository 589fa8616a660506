using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Local;

/// <summary>
/// Cursors, histories and leases in the folder <c>_state</c> of a local store, a folder per export. Any number of processes may use it at once,
/// and any of them may be killed at any instruction.
/// </summary>
/// <remarks>
/// <c>cursor.json</c> is replaced whole, under a lock that makes the check of its version and its replacement one step;
/// <c>runs.jsonl</c> is the history; <c>.lease</c> is locked by the run under way, and freed by the system when its process ends.
/// </remarks>
public sealed class FolderCursorStore : ICursorStore
{
    private const int Format = 1;

    private readonly string _root;
    private readonly TimeProvider _time;

    /// <param name="root">The folder that holds the exports; created when it is needed.</param>
    /// <param name="time">Tells a lease's start, for the message to the next run.</param>
    public FolderCursorStore(string root, TimeProvider time)
    {
        _root = Path.Combine(Path.GetFullPath(root), PartNames.StateFolder);
        _time = time;
    }

    /// <inheritdoc/>
    public Task<StoredCursor?> ReadAsync(string export, CancellationToken cancellationToken)
    {
        var path = CursorPath(export);
        return StorageFault.GuardAsync("read", path, () => ReadFileAsync(path, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<string> WriteAsync(ExportCursor cursor, string? version, CancellationToken cancellationToken)
    {
        var path = CursorPath(cursor.Export);
        return StorageFault.GuardAsync("write", path, async () =>
        {
            using var writing = await LockAsync(cursor.Export, cancellationToken);
            if ((await ReadFileAsync(path, cancellationToken))?.Version != version)
            {
                throw new CursorMoved(cursor.Export);
            }

            var content = CursorJson.Write(cursor);
            var next = NextVersion(version, content);
            await DurableFile.ReplaceAsync(path, TemporaryPath(cursor.Export, "cursor"), Envelope(content, next), cancellationToken);
            return next;
        });
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string export, CancellationToken cancellationToken)
    {
        var path = CursorPath(export);
        return StorageFault.GuardAsync("delete", path, async () =>
        {
            if (File.Exists(path))
            {
                using var writing = await LockAsync(export, cancellationToken);
                DurableFile.Delete(path);
            }
        });
    }

    /// <inheritdoc/>
    public Task AppendRunAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var path = HistoryPath(run.Export);
        return StorageFault.GuardAsync("write", path, async () =>
        {
            using var writing = await LockAsync(run.Export, cancellationToken);
            await RunHistoryFile.AppendAsync(path, TemporaryPath(run.Export, "runs"), run, cancellationToken);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunRecord>> ReadRunsAsync(string export, int most, CancellationToken cancellationToken)
    {
        var path = HistoryPath(export);
        return StorageFault.GuardAsync<IReadOnlyList<RunRecord>>("read", path, async () =>
            [.. (await RunHistoryFile.ReadAsync(path, cancellationToken)).Take(most)]);
    }

    /// <inheritdoc/>
    public Task<IExportLease> AcquireLeaseAsync(string export, CancellationToken cancellationToken)
    {
        var folder = FolderOf(export);
        return StorageFault.GuardAsync<IExportLease>("claim", folder, async () =>
        {
            DurableFile.CreateFolder(folder);
            return await FolderLease.AcquireAsync(export, folder, _time, cancellationToken);
        });
    }

    private static async Task<StoredCursor?> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var json = await DurableFile.ReadAsync(path, cancellationToken);
        return json is null ? null : Open(json, path);
    }

    /// <summary>The cursor stands in an object with its version; of another format nothing is known.</summary>
    private static StoredCursor Open(byte[] json, string path)
    {
        try
        {
            using var file = JsonDocument.Parse(json);
            var format = Field(file.RootElement, "format", JsonValueKind.Number).GetInt32();
            if (format != Format)
            {
                throw Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its format is {format}, and this program knows {Format}"));
            }

            var cursor = CursorJson.Read(Encoding.UTF8.GetBytes(Field(file.RootElement, "cursor", JsonValueKind.Object).GetRawText()), path);
            var version = Field(file.RootElement, "version", JsonValueKind.String).GetString()!;
            return CountOf(version) is not null ? new StoredCursor(cursor, version) : throw Corrupt(path, "its 'version' is not one that this program writes");
        }
        catch (JsonException e)
        {
            throw Corrupt(path, StrictJson.Describe(e), e);
        }
        catch (CursorCorrupt e)
        {
            throw Corrupt(path, e.Why, e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // Numbers that are none of 32 bits, texts with half of a character.
            throw Corrupt(path, "its 'format' or 'version' is not what this program writes", e);
        }

        JsonElement Field(JsonElement file, string name, JsonValueKind kind) =>
            file.ValueKind != JsonValueKind.Object ? throw Corrupt(path, "it is no JSON object")
            : !file.TryGetProperty(name, out var value) ? throw Corrupt(path, $"it lacks '{name}'")
            : value.ValueKind == kind ? value : throw Corrupt(path, $"its '{name}' is not what this program writes");
    }

    // Nothing else has to go with the file: what the export wrote is found through latest.json.
    private static CursorCorrupt Corrupt(string path, string why, Exception? inner = null) => new(path, why, inner, "delete this file");

    private static byte[] Envelope(byte[] cursor, string version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("version", version);
            json.WritePropertyName("cursor");
            json.WriteRawValue(cursor);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A count, so that writing the same value again is a move; and the content, so that a cursor made anew never has an old one's version.</summary>
    private static string NextVersion(string? version, byte[] content)
    {
        var count = version is null ? 0 : CountOf(version) ?? throw new ArgumentException("The version is none of this store's.", nameof(version));
        return string.Create(CultureInfo.InvariantCulture, $"{count + 1}-{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}");
    }

    private static long? CountOf(string version) =>
        version.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
        && long.TryParse(version.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count < long.MaxValue
            ? count
            : null;

    private async Task<FolderLock> LockAsync(string export, CancellationToken cancellationToken)
    {
        var folder = FolderOf(export);
        DurableFile.CreateFolder(folder);
        return await FolderLock.TakeAsync(Path.Combine(folder, ".lock"), cancellationToken);
    }

    private string FolderOf(string export) => Path.Combine(_root, PartNames.Export(export)[..^1]);

    private string CursorPath(string export) => Path.Combine(FolderOf(export), "cursor.json");

    private string HistoryPath(string export) => Path.Combine(FolderOf(export), "runs.jsonl");

    /// <summary>One name is enough under the lock; what a kill leaves is written over.</summary>
    private string TemporaryPath(string export, string name) => Path.Combine(FolderOf(export), $".{name}.tmp");
}
