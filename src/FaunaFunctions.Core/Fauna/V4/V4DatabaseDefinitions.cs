using System.Text.Json;
using static FaunaFunctions.Core.Fauna.V4.V4Form;

namespace FaunaFunctions.Core.Fauna.V4;

/// <summary>A whole database as FQL v4 shows it.</summary>
/// <param name="transport">The way to the database; not disposed here.</param>
/// <remarks>
/// Listing anything needs <c>read</c> on <c>collections</c>, and is refused without it. Rows of other kinds need <c>read</c> on their own kind, and are left
/// out without it, quietly; there is no question whose answer would tell an empty kind from one that may not be read.
/// </remarks>
public sealed class V4DatabaseDefinitions(FaunaTransport transport) : IDatabaseDefinitions
{
    private const int NamesPerPage = 10_000;
    private const int DefinitionsPerPage = 500;

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = ["collections", "indexes", "functions", "roles", "access_providers", "databases"];

    /// <inheritdoc/>
    public async Task<CollectionList> ListCollectionsAsync(CancellationToken cancellationToken)
    {
        const string kind = "collections";
        long? at = null;
        var names = new List<string>();
        V4Expression? after = null;
        do
        {
            var page = Map("x", Select("id", Var("x")), Paginate(Native(kind), NamesPerPage, after));
            var read = await SendAsync("the names of the collections", kind, page, AnswerTree.Name, cancellationToken);
            at ??= read.At;
            names.AddRange(read.Items);
            after = read.After;
        }
        while (after is not null);
        return new CollectionList(at.Value, [.. names.Distinct(StringComparer.Ordinal)], null);
    }

    /// <inheritdoc/>
    public async Task<DefinitionList> ReadAsync(string kind, CancellationToken cancellationToken)
    {
        long? at = null;
        var items = new List<string>();
        V4Expression? after = null;
        do
        {
            var page = Map("x", Get(Var("x")), Paginate(Native(kind), DefinitionsPerPage, after));
            var read = await SendAsync($"the definitions of {kind}", kind, page, e => e.GetRawText(), cancellationToken);
            at ??= read.At;
            items.AddRange(read.Items);
            after = read.After;
        }
        while (after is not null);
        return new DefinitionList("v4", at.Value, items, Proven: items.Count > 0);
    }

    /// <inheritdoc/>
    /// <returns>None: FQL v4 knows of no files.</returns>
    public Task<IReadOnlyList<SchemaFile>> ReadFilesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SchemaFile>>([]);

    private async Task<(long At, List<string> Items, V4Expression? After)> SendAsync(
        string subject, string kind, V4Expression page, Func<JsonElement, string> item, CancellationToken cancellationToken)
    {
        var call = new FaunaCall
        {
            Body = Render(Array(NowMicros(), page)),
            Subject = subject,
            Privilege = kind == "collections" ? "Grant the key's role 'read' on 'collections'." : $"Grant the key's role 'read' on 'collections' and on '{kind}'.",
        };
        return AnswerTree.Read(await transport.SendAsync(call, cancellationToken), subject, answer =>
        {
            var read = answer.GetProperty("resource");
            var result = read[1];
            var after = result.TryGetProperty("after", out var cursor) ? cursor.GetRawText() : null;
            return (
                read[0].GetInt64(),
                result.GetProperty("data").EnumerateArray().Select(item).ToList(),
                after is null ? (V4Expression?)null : writer => writer.WriteRawValue(after, skipInputValidation: true));
        });
    }
}
