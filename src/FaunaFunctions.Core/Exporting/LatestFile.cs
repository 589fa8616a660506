using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Core.Exporting;

/// <summary>
/// An export's <c>latest.json</c> between the look at it and its replacement. Nobody else can have written it in between: a write that hung in a slow
/// network, while another process finished this run and the next, is refused by the storage.
/// </summary>
internal sealed class LatestFile
{
    private readonly IPartStore _parts;
    private readonly string? _version;

    private LatestFile(IPartStore parts, string name, StoredDocument? found)
    {
        _parts = parts;
        Name = name;
        Content = found?.Content;
        _version = found?.Version;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it says; null when there is none yet.</summary>
    public byte[]? Content { get; }

    /// <summary>Looks at it. Who is still at the run of the cursor after this look may replace what was seen.</summary>
    /// <param name="parts">Where it is.</param>
    /// <param name="export">The export's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<LatestFile> FindAsync(IPartStore parts, string export, CancellationToken cancellationToken)
    {
        var name = PartNames.Latest(export);
        return new LatestFile(parts, name, await parts.FindDocumentAsync(name, cancellationToken));
    }

    /// <summary>Replaces it as the last of a run's files.</summary>
    /// <param name="content">What it says from now on.</param>
    /// <param name="fence">Fails when another process has gone on with the run: then that is what is wrong.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="PartOfAnotherRun">Somebody else has written something else since the look, and the run is still this one.</exception>
    public async Task PublishAsync(byte[] content, Func<CancellationToken, Task> fence, CancellationToken cancellationToken)
    {
        try
        {
            await ReplaceAsync(content, cancellationToken);
        }
        catch (DocumentChanged)
        {
            await fence(cancellationToken);
            throw new PartOfAnotherRun(Name, "it was changed while this run was being finished", "The next run goes on behind it.");
        }
    }

    // Once: a repetition of what was done before is none.
    private async Task ReplaceAsync(byte[] content, CancellationToken cancellationToken)
    {
        if (Says(Content, content))
        {
            return;
        }

        try
        {
            await _parts.ReplaceDocumentAsync(Name, content, _version, cancellationToken);
        }
        catch (DocumentChanged)
        {
            // The storage's client repeats a request whose answer was lost, and another process at the same run writes the same.
            if (!Says(await _parts.ReadDocumentAsync(Name, cancellationToken), content))
            {
                throw;
            }
        }
    }

    private static bool Says(byte[]? there, byte[] content) => there is not null && there.AsSpan().SequenceEqual(content);
}
