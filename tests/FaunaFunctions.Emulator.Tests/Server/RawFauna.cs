using System.Text.Json;

namespace FaunaFunctions.Emulator.Tests.Server;

/// <summary>Sends FQL v4 expressions as JSON text, with nothing between the test and the wire.</summary>
internal sealed class RawFauna(HttpClient client, string secret, string? version = "4")
{
    public sealed record Reply(int Status, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;

        public JsonElement Resource =>
            Status is 200 or 201 ? Json.GetProperty("resource") : throw new InvalidOperationException($"{Status}: {Text}");
    }

    public RawFauna As(string otherSecret) => new(client, otherSecret, version);

    public RawFauna WithVersion(string? otherVersion) => new(client, secret, otherVersion);

    public async Task<Reply> SendAsync(string expression, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(expression) };
        request.Headers.TryAddWithoutValidation("authorization", $"Bearer {secret}");
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("x-faunadb-api-version", version);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <exception cref="InvalidOperationException">The answer is an error.</exception>
    public async Task<JsonElement> AskAsync(string expression, CancellationToken cancellationToken) =>
        (await SendAsync(expression, cancellationToken)).Resource;

    public async Task<JsonElement[]> RowsAsync(string expression, CancellationToken cancellationToken) =>
        [.. (await AskAsync(expression, cancellationToken)).GetProperty("data").EnumerateArray()];

    /// <summary>The server's time in microseconds.</summary>
    public async Task<long> NowAsync(CancellationToken cancellationToken) =>
        (await AskAsync("""{"to_micros":{"now":null}}""", cancellationToken)).GetInt64();

    /// <summary>Makes a database and an admin key for it, and goes on with that key.</summary>
    public async Task<RawFauna> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await AskAsync($$$$"""{"create_database":{"object":{"name":"{{{{name}}}}"}}}""", cancellationToken);
        return await CreateKeyAsync($$"""{"database":{"database":"{{name}}"},"role":"admin"}""", cancellationToken);
    }

    /// <summary>Makes a key and goes on with it.</summary>
    /// <param name="parameters">The key's fields, as an object that is not yet wrapped.</param>
    public async Task<RawFauna> CreateKeyAsync(string parameters, CancellationToken cancellationToken)
    {
        var key = await AskAsync($$$$"""{"create_key":{"object":{{{{parameters}}}}}}""", cancellationToken);
        return As(key.GetProperty("secret").GetString()!);
    }

    /// <summary>Makes a role with these privileges and a key for it, and goes on with that key.</summary>
    public async Task<RawFauna> CreateReaderAsync(string role, string privileges, CancellationToken cancellationToken)
    {
        await AskAsync($$$$"""{"create_role":{"object":{"name":"{{{{role}}}}","privileges":[{{{{privileges}}}}]}}}""", cancellationToken);
        return await CreateKeyAsync($$$"""{"role":{"role":"{{{role}}}"}}""", cancellationToken);
    }
}
