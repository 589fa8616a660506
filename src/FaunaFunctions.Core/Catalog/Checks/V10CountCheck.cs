using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>v10: how many documents there are for the key to see. There is no index to compare them with.</summary>
internal sealed class V10CountCheck(ExportSettings settings, V10Schema schema, CheckList checks)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var documents = await schema.CountAsync(settings.Collection, Limit, cancellationToken);
            checks.Pass(CheckItem.Count, $"The collection shows {documents} documents.");
        }
        catch (FaunaTimeout)
        {
            checks.Skip(CheckItem.Count, $"Counting the documents takes longer than {Limit.TotalSeconds:0} s.");
        }
    }
}
