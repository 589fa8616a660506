using System.Text.Json;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>A whole database as FQL v10 shows it, and what of it only v4 shows: indexes, functions and roles that were made there.</summary>
/// <param name="transport">The way to the database; not disposed here.</param>
/// <remarks>What a key may not read is left out of a list, quietly. Each is therefore asked together with something that cannot exist, whose answer tells the two apart.</remarks>
public sealed class V10DatabaseDefinitions(FaunaTransport transport) : IDatabaseDefinitions
{
    private const int NamesPerPage = 10_000;
    private const int DefinitionsPerPage = 500;
    private const string OfV4 = "v4_";

    // A name that nobody gives.
    private const string FreeName = "NoSuchThing_2f1c8a7e5b904d63";

    private static readonly Dictionary<string, string> Modules = new(StringComparer.Ordinal)
    {
        ["collections"] = "Collection",
        ["functions"] = "Function",
        ["roles"] = "Role",
        ["access_providers"] = "AccessProvider",
        ["databases"] = "Database",
    };

    private readonly V4DatabaseDefinitions _v4 = new(transport);

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [.. Modules.Keys, OfV4 + "indexes", OfV4 + "functions", OfV4 + "roles"];

    /// <inheritdoc/>
    public async Task<CollectionList> ListCollectionsAsync(CancellationToken cancellationToken)
    {
        const string subject = "the names of the collections";
        var (at, items, denied) = await ReadAllAsync(subject, "Collection", ".map(c => c.name)", NamesPerPage, AnswerTree.Name, cancellationToken);
        if (denied && items.Count == 0)
        {
            throw new FaunaPermissionDenied(
                "Permission denied: the key may not list the collections of the database. Grant the key's role 'read' on 'Collection', or name the collections one by one.");
        }

        return new CollectionList(at, [.. items.Distinct(StringComparer.Ordinal)], denied
            ? "The key's role shows the list of collections through a predicate: those that it hides are not exported."
            : null);
    }

    /// <inheritdoc/>
    public async Task<DefinitionList> ReadAsync(string kind, CancellationToken cancellationToken)
    {
        if (kind.StartsWith(OfV4, StringComparison.Ordinal))
        {
            return await _v4.ReadAsync(kind[OfV4.Length..], cancellationToken);
        }

        var module = Modules[kind];
        var (at, items, denied) = await ReadAllAsync($"the definitions of {kind}", module, "", DefinitionsPerPage, e => e.GetRawText(), cancellationToken);
        return denied && items.Count == 0
            ? throw new FaunaPermissionDenied(DefinitionPrivilege.Denied(kind, $"'{module}'"))
            : new DefinitionList("v10", at, items, Proven: !denied);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SchemaFile>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var names = await FileAsync("", "the names of the schema's files", top =>
            top.GetProperty("files").EnumerateArray().Select(file => AnswerTree.Name(file.GetProperty("filename"))).ToList(), cancellationToken);
        var files = new List<SchemaFile>();
        foreach (var name in names)
        {
            files.Add(new SchemaFile(name, await FileAsync(
                "/" + Uri.EscapeDataString(name), "a file of the schema", top => top.GetProperty("content").GetString() ?? throw new FormatException("A file has no content."), cancellationToken)));
        }

        return files;
    }

    private async Task<T> FileAsync<T>(string path, string subject, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var call = new FaunaCall
        {
            Endpoint = FaunaEndpoint.V10SchemaFiles,
            Path = path,
            Body = default,
            Subject = subject,
            Privilege = "The schema's files are for keys of the roles admin, server and server-readonly.",
        };
        return AnswerTree.Read(await transport.SendAsync(call, cancellationToken), subject, read);
    }

    /// <returns>The first page's time; the items of all pages; whether the key is denied what does not exist.</returns>
    private async Task<(long At, List<string> Items, bool Denied)> ReadAllAsync(
        string subject, string module, string mapped, int size, Func<JsonElement, string> item, CancellationToken cancellationToken)
    {
        var query = new V10Query($"{{ page: {module}.all(){mapped}.paginate(size), free: {module}.byName(name) }}").With("size", size).With("name", FreeName);
        var (at, items, after, denied) = await SendAsync(subject, query, item, cancellationToken);
        var trail = new CursorTrail(subject);
        while (trail.Follow(after) is { } cursor)
        {
            var next = new V10Query($"{{ page: Set.paginate(after), free: {module}.byName(name) }}").With("after", cursor).With("name", FreeName);
            var more = await SendAsync(subject, next, item, cancellationToken);
            items.AddRange(more.Items);
            after = more.After;
            denied |= more.Denied;
        }

        return (at, items, denied);
    }

    private async Task<(long At, List<string> Items, string? After, bool Denied)> SendAsync(
        string subject, V10Query query, Func<JsonElement, string> item, CancellationToken cancellationToken)
    {
        var call = new FaunaCall { Endpoint = FaunaEndpoint.V10Query, Body = query.Render(), Subject = subject };
        return AnswerTree.Read(await transport.SendAsync(call, cancellationToken), subject, answer =>
        {
            var at = answer.GetProperty("txn_ts").GetInt64();
            transport.SeeTransaction(at);
            var data = answer.GetProperty("data");
            var page = data.GetProperty("page");
            var denied = data.GetProperty("free").TryGetProperty("@ref", out var free)
                && free.GetProperty("cause").GetString() == "permission denied";
            return (
                at,
                page.GetProperty("data").EnumerateArray().Select(item).ToList(),
                page.TryGetProperty("after", out var after) ? after.GetString() : null,
                denied);
        });
    }
}
