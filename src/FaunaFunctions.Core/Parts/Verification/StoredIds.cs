using System.Globalization;
using System.Runtime.CompilerServices;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>A part whose records ascend by id, and what is known of it.</summary>
/// <param name="Name">In the store.</param>
/// <param name="Rows">Records it must have.</param>
/// <param name="FirstRef">Id of its first record; null when it has none.</param>
/// <param name="LastRef">Id of its last record; null when it has none.</param>
internal sealed record StoredPart(string Name, long Rows, string? FirstRef, string? LastRef)
{
    /// <summary>A part as its own metadata tells.</summary>
    public static StoredPart Of(PartInfo part) => new(part.Name, part.Rows, part.FirstRef, part.LastRef);

    /// <summary>The parts of a manifest.</summary>
    /// <param name="name">The manifest's name.</param>
    /// <param name="manifest">The manifest.</param>
    public static IEnumerable<StoredPart> Of(string name, Manifest manifest) =>
        manifest.Parts.Select(part => new StoredPart(name[..(name.LastIndexOf('/') + 1)] + part.Name, part.Rows, part.FirstRef, part.LastRef));
}

/// <summary>
/// The records of parts that ascend by id together, as every full export's do. A part that is cut short is found before anything is told of what lies
/// behind its end: who compares ids never takes a missing row for a missing document.
/// </summary>
internal static class StoredIds
{
    /// <summary>Reads parts.</summary>
    /// <param name="store">Where.</param>
    /// <param name="parts">In order.</param>
    /// <param name="deletedColumn">Name of the column that only deletion records have, UTF-8; empty for none.</param>
    /// <param name="after">Only ids behind this one; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FileNotFoundException">A part is not there.</exception>
    /// <exception cref="InvalidDataException">A part is not what it must be.</exception>
    public static async IAsyncEnumerable<DocumentKey> ReadAsync(
        IPartStore store, IEnumerable<StoredPart> parts, ReadOnlyMemory<byte> deletedColumn, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? before = null;
        foreach (var part in parts)
        {
            if (part.LastRef is null || (after is { } passed && long.Parse(part.LastRef, CultureInfo.InvariantCulture) <= passed))
            {
                continue;
            }

            var rows = 0L;
            await foreach (var (key, _) in StoredKeys.ReadAsync(store, part.Name, deletedColumn, cancellationToken))
            {
                rows++;
                if (before is { } last && key.Id <= last)
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Document {key.Id} in {part.Name} stands behind document {last}: it is there twice, or out of order."));
                }

                before = key.Id;
                if (after is null || key.Id > after)
                {
                    yield return key;
                }
            }

            if (rows != part.Rows)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{part.Name} has {rows} records where it must have {part.Rows}."));
            }
        }
    }
}
