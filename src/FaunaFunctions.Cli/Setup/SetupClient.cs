using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>Sends a setup's requests, as the printed commands do. The demo's own; <c>setup</c> itself sends nothing.</summary>
internal sealed class SetupClient(Uri server, string secret, FaunaApi api = FaunaApi.V4) : IDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { BaseAddress = server };

    /// <summary>Sends the steps in order.</summary>
    /// <returns>The secret of the key that the last one makes.</returns>
    /// <exception cref="InvalidOperationException">The server refused one.</exception>
    public async Task<string> RunAsync(IEnumerable<SetupStep> steps, CancellationToken cancellationToken)
    {
        var answer = default(JsonElement);
        foreach (var step in steps)
        {
            answer = await SendAsync(step.Body, cancellationToken);
            while (step.Until is { } until && answer.GetRawText() != until)
            {
                await Task.Delay(BetweenTries, cancellationToken);
                answer = await SendAsync(step.Body, cancellationToken);
            }
        }

        return answer.GetProperty("secret").GetString()!;
    }

    /// <summary>Sends one request.</summary>
    /// <returns>What the server answers: v4's <c>resource</c>, v10's <c>data</c> in its simple form.</returns>
    /// <exception cref="InvalidOperationException">The server refused.</exception>
    public async Task<JsonElement> SendAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, api == FaunaApi.V10 ? "/query/1" : "/")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", secret) },
        };
        if (api == FaunaApi.V4)
        {
            request.Headers.Add("X-FaunaDB-API-Version", "4");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The server answered {(int)response.StatusCode} to {body}: {text}");
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty(api == FaunaApi.V10 ? "data" : "resource").Clone();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
