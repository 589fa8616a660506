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
        var (at, names) = await ReadAllAsync(
            "the names of the collections", kind, after => Map("x", Select("id", Var("x")), Paginate(Native(kind), NamesPerPage, after)), AnswerTree.Name, cancellationToken);
        return new CollectionList(at, [.. names.Distinct(StringComparer.Ordinal)], null);
    }

    /// <inheritdoc/>
    public async Task<DefinitionList> ReadAsync(string kind, CancellationToken cancellationToken)
    {
        try
        {
            var (at, items) = await ReadAllAsync(
                $"the definitions of {kind}", kind, after => Map("x", Get(Var("x")), Paginate(Native(kind), DefinitionsPerPage, after)), e => e.GetRawText(), cancellationToken);
            return new DefinitionList("v4", at, items, Proven: items.Count > 0);
        }
        catch (FaunaPermissionDenied)
        {
            throw new FaunaPermissionDenied(DefinitionPrivilege.Denied(kind, Resources(kind)));
        }
    }

    /// <inheritdoc/>
    /// <returns>None: FQL v4 knows of no files.</returns>
    public Task<IReadOnlyList<SchemaFile>> ReadFilesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SchemaFile>>([]);

    private static string Resources(string kind) => kind == "collections" ? "'collections'" : $"'collections' and on '{kind}'";

    /// <returns>The first page's time; the items of all pages.</returns>
    private async Task<(long At, List<string> Items)> ReadAllAsync(
        string subject, string kind, Func<V4Expression?, V4Expression> page, Func<JsonElement, string> item, CancellationToken cancellationToken)
    {
        var trail = new CursorTrail(subject);
        var (at, items, after) = await SendAsync(subject, kind, page(null), item, cancellationToken);
        while (trail.Follow(after) is { } cursor)
        {
            var more = await SendAsync(subject, kind, page(writer => writer.WriteRawValue(cursor, skipInputValidation: true)), item, cancellationToken);
            items.AddRange(more.Items);
            after = more.After;
        }

        return (at, items);
    }

    private async Task<(long At, List<string> Items, string? After)> SendAsync(
        string subject, string kind, V4Expression page, Func<JsonElement, string> item, CancellationToken cancellationToken)
    {
        var call = new FaunaCall
        {
            Body = Render(Array(NowMicros(), page)),
            Subject = subject,
            Privilege = $"Grant the key's role 'read' on {Resources(kind)}.",
        };
        return AnswerTree.Read(await transport.SendAsync(call, cancellationToken), subject, answer =>
        {
            var read = answer.GetProperty("resource");
            var result = read[1];
            return (
                read[0].GetInt64(),
                result.GetProperty("data").EnumerateArray().Select(item).ToList(),
                result.TryGetProperty("after", out var cursor) ? cursor.GetRawText() : null);
        });
    }
}
