using System.Net;

namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>Does a scenario's steps on a server and compares what it answers with what was recorded.</summary>
/// <param name="server">The server's address.</param>
/// <param name="rootSecret">Its root secret.</param>
/// <param name="startMicros">The server's time now, in microseconds.</param>
/// <param name="database">The name of the database to make for the scenario.</param>
/// <param name="pause">Lets time pass on the server.</param>
internal sealed class Replay(Uri server, string rootSecret, long startMicros, string database, Func<TimeSpan, Task> pause)
{
    public async Task<IReadOnlyList<Outcome>> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var variables = new Variables();
        variables.Set("root", rootSecret);
        variables.Set("db", database);
        var given = new List<(Exchange Exchange, Answer Answer)>();

        using var client = Client();
        foreach (var step in scenario.Steps)
        {
            switch (step)
            {
                case Pause wait:
                    await pause(wait.Length);
                    break;
                case Assignment let:
                    variables.Apply(let);
                    break;
                case Exchange exchange:
                    var answer = await AskAsync(client, exchange, variables, cancellationToken);
                    variables.Capture(exchange, answer.Text);
                    given.Add((exchange, answer));
                    break;
            }
        }

        return Compare(scenario, given);
    }

    private IReadOnlyList<Outcome> Compare(Scenario scenario, List<(Exchange Exchange, Answer Answer)> given)
    {
        var theirs = new Side(RecordedStart(scenario), scenario.RecordedDatabase);
        var ours = new Side(startMicros, database);
        var pairs = given.ConvertAll(g => (g.Exchange, g.Answer, Recorded: theirs.Normalize(g.Exchange.Answer.Text), Given: ours.Normalize(g.Answer.Text)));
        var (theirRanks, ourRanks) = (theirs.Ranks, ours.Ranks);
        return pairs.ConvertAll(p => new Outcome(p.Exchange, p.Recorded.Render(theirRanks), p.Answer, p.Given.Render(ourRanks)));
    }

    /// <summary>The first <c>ts</c> of the recording: that of the database's creation.</summary>
    public static long RecordedStart(Scenario scenario)
    {
        var first = scenario.Exchanges.First().Answer.Text;
        return long.Parse(first.AsSpan(first.IndexOf("\"ts\":", StringComparison.Ordinal) + 5, 16));
    }

    /// <summary>One connection, so that requests arrive in order; nothing is followed, unpacked or remembered.</summary>
    private HttpClient Client() => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
    })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(30),
    };

    private static async Task<Answer> AskAsync(HttpClient client, Exchange exchange, Variables variables, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), exchange.Path);
        if (variables.Body(exchange) is { } body)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, value) in exchange.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, variables.Fill(value));
        }

        if (exchange.Secret is { } secret)
        {
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {variables.Fill(secret)}");
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return new Answer(
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.ToString() ?? "",
                await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Answer(0, "", e.Message);
        }
    }
}
