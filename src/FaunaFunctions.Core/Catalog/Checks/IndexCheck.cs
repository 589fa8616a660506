using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>v4: the index that changes are read along: its definition where the key may read it, and its entries in any case.</summary>
internal sealed class IndexCheck(ExportSettings settings, IFaunaSource source, V4Schema schema, CheckList checks)
{
    /// <param name="now">The server's time, µs.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether the key may not read the index, which is the privileges' affair.</returns>
    public async Task<bool> RunAsync(long now, CancellationToken cancellationToken)
    {
        if (settings.Index is not { } index)
        {
            checks.Skip(CheckItem.Index, "The export names no index: it is always a full one.");
            return false;
        }

        try
        {
            var definition = await DefinitionAsync(index, cancellationToken);
            if (definition is not null && IndexRules.Problem(definition, settings.Collection) is { } problem)
            {
                checks.Fail(CheckItem.Index, problem);
                return false;
            }

            // Even a good definition does not say whether the key may read the index, and somebody may have set it active by hand.
            var probe = await source.ProbeChangesAsync(now, removals: false, at: null, cancellationToken);
            Report(index, definition is not null, probe.Readable);
        }
        catch (FaunaNotFound)
        {
            checks.Fail(CheckItem.Index, IndexRules.Missing(index));
        }
        catch (FaunaIndexNotActive)
        {
            checks.Fail(CheckItem.Index, IndexRules.StillBuilding(index));
        }
        catch (FaunaPermissionDenied)
        {
            checks.Skip(CheckItem.Index, $"Index '{index}' exists, but its entries cannot be checked with this key.");
            return true;
        }
        catch (FaunaException e)
        {
            checks.Fail(CheckItem.Index, $"Index '{index}' cannot be used: {e.Message}");
        }

        return false;
    }

    private void Report(string index, bool defined, bool seen)
    {
        if (defined)
        {
            checks.Pass(CheckItem.Index, $"Index '{index}' is of collection '{settings.Collection}', has the values ts and ref and no terms, and is active.");
        }
        else if (seen)
        {
            checks.Pass(CheckItem.Index, $"Index '{index}' is active and its entries are those of collection '{settings.Collection}'; its definition cannot be checked with this key (that needs 'read' on indexes).");
        }
        else
        {
            checks.Warn(CheckItem.Index, $"Index '{index}' is active, but its definition cannot be checked with this key (that needs 'read' on indexes), and there is no document yet whose entry would show it.");
        }
    }

    /// <summary>The index's definition; null when the key may not read it.</summary>
    private async Task<V4Index?> DefinitionAsync(string index, CancellationToken cancellationToken)
    {
        try
        {
            return await schema.GetIndexAsync(index, cancellationToken);
        }
        catch (FaunaPermissionDenied)
        {
            return null;
        }
    }
}
