using System.Text;
using FaunaFunctions.Core.Cursors;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>
/// What a manifest asks of its records. Rows are found to be there once without remembering them: a full export ascends by id; in a run, versions ascend
/// by time, then id, and so do deletions; and what lies in one window lies in no other. So memory does not grow with the rows.
/// </summary>
/// <remarks>
/// A catch-up snapshot may hold versions from behind its window's end, up to <see cref="Manifest.ReadAt"/>. The run behind it starts at the window's end and
/// exports them again, on purpose: one version may be in both, with equal rows. Inferred deletions are all of one time, the snapshot's, and ascend by id.
/// </remarks>
internal sealed class RunRules(Manifest manifest)
{
    private readonly bool _byId = manifest.Mode == RunMode.Full;
    private readonly bool _inferred = manifest.Inferred;
    private readonly long? _after = manifest.Inferred ? manifest.Window.To - 1 : manifest.Window.From;
    private readonly long _until = manifest.Mode == RunMode.Full ? manifest.ReadAt : manifest.Window.To;

    /// <summary>UTF-8; empty when deletions are not exported.</summary>
    public byte[] DeletedColumn { get; } = Encoding.UTF8.GetBytes(manifest.DeletedColumn ?? "");

    /// <summary>Whether a record may stand behind another of its kind.</summary>
    public bool Ascends(DocumentKey before, DocumentKey key) => _byId ? before.Id < key.Id : before < key;

    /// <summary>Whether a record's time is one that the run covers.</summary>
    public bool Covers(long ts) => ts <= _until && (_after is null || ts > _after);

    /// <summary>Why a run cannot have a record that tells this; null when it can.</summary>
    public string? Refuses(RecordKind kind) => (_inferred, kind) switch
    {
        (true, not RecordKind.InferredDeletion) => "was read, and the manifest says that all were inferred",
        (false, RecordKind.InferredDeletion) => "is an inferred deletion, and the manifest says that all were read",
        _ => null,
    };

    /// <summary>The time that the run covers, for messages.</summary>
    public string Covered => _after is null ? $"up to {_until}" : $"({_after}, {_until}]";
}
