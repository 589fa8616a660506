using System.Globalization;
using System.Text;

namespace FaunaFunctions.Core.Parts.Verification;

/// <summary>Looks whether a document whose deletion was inferred from a snapshot is in that snapshot. Both are read in order, so memory does not grow with them.</summary>
internal sealed class InferredIds(IPartStore store, Tally tally)
{
    /// <summary>Compares. What cannot be read was found already, and is left.</summary>
    public async Task CompareAsync(string name, Manifest inferred, string snapshotName, Manifest snapshot, CancellationToken cancellationToken)
    {
        try
        {
            var column = Encoding.UTF8.GetBytes(inferred.DeletedColumn ?? "");
            await using var gone = StoredIds.ReadAsync(store, StoredPart.Of(name, inferred), column, null, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var there = StoredIds.ReadAsync(store, StoredPart.Of(snapshotName, snapshot), default, null, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var more = await there.MoveNextAsync();
            var found = 0;
            while (found < PartCheck.MostFindings && await gone.MoveNextAsync())
            {
                while (more && there.Current.Id < gone.Current.Id)
                {
                    more = await there.MoveNextAsync();
                }

                if (more && there.Current.Id == gone.Current.Id)
                {
                    found++;
                    tally.Add(FindingKind.InferredWrong, name, string.Create(CultureInfo.InvariantCulture,
                        $"it says that document {gone.Current.Id} was gone at {inferred.Window.To}, and {snapshotName} holds it"));
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // Findings of its parts say so.
        }
    }
}
