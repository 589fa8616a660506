using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace FaunaFunctions.Cli.Setup;

/// <summary>Sends a setup's requests, as the printed commands do. The demo's own; <c>setup</c> itself sends nothing.</summary>
internal sealed class SetupClient(Uri server, string secret) : IDisposable
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
            var body = FqlJson.Write(step.Expression);
            answer = await SendAsync(body, cancellationToken);
            while (step.Until is { } until && answer.GetRawText() != FqlJson.Write(until))
            {
                await Task.Delay(BetweenTries, cancellationToken);
                answer = await SendAsync(body, cancellationToken);
            }
        }

        return answer.GetProperty("secret").GetString()!;
    }

    /// <summary>Sends one expression.</summary>
    /// <returns>What the server answers: its <c>resource</c>.</returns>
    /// <exception cref="InvalidOperationException">The server refused.</exception>
    public async Task<JsonElement> SendAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", secret) },
        };
        request.Headers.Add("X-FaunaDB-API-Version", "4");
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The server answered {(int)response.StatusCode} to {body}: {text}");
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("resource").Clone();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
