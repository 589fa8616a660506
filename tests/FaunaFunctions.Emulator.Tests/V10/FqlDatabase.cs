using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Emulator.Tests.V10;

/// <summary>An emulator with a clock that stands still, and a database that is asked in FQL v10 over HTTP.</summary>
internal sealed class FqlDatabase : IAsyncDisposable
{
    private readonly HttpClient _client;

    private FqlDatabase(FaunaEmulator emulator, EmulatorDatabase database, FakeTimeProvider clock)
    {
        (Emulator, Database, Clock) = (emulator, database, clock);
        _client = new HttpClient { BaseAddress = emulator.Url };
    }

    public sealed record Reply(int Status, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        /// <summary>The result's JSON as text.</summary>
        public string Data => Status == 200 ? Json.GetProperty("data").GetRawText() : throw new InvalidOperationException($"{Status}: {Text}");

        public string Code => Json.GetProperty("error").GetProperty("code").GetString()!;

        public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;
    }

    public FaunaEmulator Emulator { get; }

    public EmulatorDatabase Database { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<FqlDatabase> StartAsync(EmulatorOptions? options = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var emulator = await FaunaEmulator.StartAsync((options ?? new EmulatorOptions()) with { TimeProvider = clock }, TestContext.Current.CancellationToken);
        return new FqlDatabase(emulator, emulator.CreateDatabase("fql"), clock);
    }

    /// <summary>A query that must succeed; its result's JSON.</summary>
    public string Ask(string query) => JsonDocument.Parse(Database.QueryV10(query)).RootElement.GetProperty("data").GetRawText();

    /// <summary>A key for a new role.</summary>
    public string Reader(string role, string privileges)
    {
        Ask($"Role.create({{ name: \"{role}\", privileges: [{privileges}] }})");
        return JsonDocument.Parse(Ask($"Key.create({{ role: \"{role}\" }}).secret")).RootElement.GetString()!;
    }

    public Task<Reply> QueryAsync(string query, string? secret = null, params IReadOnlyList<(string Name, string Value)> headers) =>
        SendAsync("/query/1", JsonSerializer.Serialize(new { query }), secret, [("x-format", "tagged"), .. headers]);

    public Task<Reply> FeedAsync(string token, string rest = "", string? secret = null) => SendAsync("/feed/1", $"{{\"token\":\"{token}\"{rest}}}", secret);

    /// <summary>The token of a set's changes.</summary>
    public string Source(string set) => JsonDocument.Parse(Ask(set + ".eventSource()")).RootElement.GetProperty("@stream").GetString()!;

    public async Task<Reply> SendAsync(string path, string body, string? secret = null, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TryAddWithoutValidation("authorization", "Bearer " + (secret ?? Database.AdminSecret));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Emulator.DisposeAsync();
    }
}
