using System.Globalization;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Core.Catalog.Checks;

/// <summary>Documents whose ttl passes vanish without an event.</summary>
internal sealed class TtlCheck(IFaunaSource source, CheckList checks)
{
    private const int Sample = 64;

    /// <param name="definition">The collection's; null when the key may not read it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task RunAsync(CollectionDefinition? definition, CancellationToken cancellationToken)
    {
        const string consequence = "An expired document vanishes without an event: its deletion is exported with the next full export alone, as an inferred one. Give the export a fullSchedule, or an additional column for [\"ttl\"].";
        if (definition?.TtlDays is { } days)
        {
            checks.Warn(CheckItem.Ttl, string.Create(CultureInfo.InvariantCulture, $"The collection's documents expire after {days} days (ttl_days). {consequence}"));
            return;
        }

        var layout = new RecordLayout(false, [new AdditionalColumn("ttl", ["ttl"], "string", null, null, Required: false)], null);
        var expiring = 0;
        var documents = await RecordSample.ReadAsync(
            source,
            layout,
            Sample,
            (string name, ref Utf8JsonReader value) =>
            {
                expiring += name == "ttl" && value.TokenType != JsonTokenType.Null ? 1 : 0;
                value.Skip();
            },
            cancellationToken);
        if (expiring > 0)
        {
            checks.Warn(CheckItem.Ttl, $"{expiring} of the first {documents} documents have a ttl. {consequence}");
            return;
        }

        if (documents == 0)
        {
            checks.Skip(CheckItem.Ttl, "There is no document yet whose ttl would tell.");
            return;
        }

        var note = definition is null ? "; whether the collection has ttl_days cannot be checked with this key" : "";
        checks.Pass(CheckItem.Ttl, $"None of the first {documents} documents has a ttl{note}.");
    }
}
