using System.Text;
using System.Text.Unicode;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V10;
using FaunaFunctions.Core.Fauna.V4;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>Answers that are errors and definitions.</summary>
internal static class AnswerTargets
{
    private const string Secret = "fnCanarySecret0123456789";

    private static readonly int[] Statuses = [200, 302, 400, 401, 403, 404, 409, 410, 413, 429, 440, 500, 502, 503];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of("errors", () => [.. Errors()], ErrorsOf),
        FuzzTarget.Of("definitions", () => [.. Definitions()], DefinitionsOf),
        new("definition-lists", () => [.. Definitions().Concat(Lists())], ListsAsync),
    ];

    private static IEnumerable<byte[]> Errors() =>
        Recorded.Answers("v", (_, status, _) => status >= 400)
            .Concat(new[]
            {
                "{ \"error\": \"" + Secret + "\" }",
                """{"errors":[{"position":["paginate",0,"x"],"code":"invalid ref","description":"Ref refers to undefined collection 'foo'"}]}""",
                """{"errors":[{"position":[],"code":"invalid expression","description":"Requested timestamp 2026-11-22T22:56:05.591Z less than minimum allowed timestamp 2026-11-22T22:57:46.902123456Z."}]}""",
                """{"error":{"code":"invalid_query","message":"The query failed 1 validation check"},"summary":"error: Unbound variable `x`\nat *computed_field:K:up*:1:13\n  |\n"}""",
                "<html>" + Secret + "</html>",
            }.Select(Encoding.UTF8.GetBytes));

    private static IEnumerable<byte[]> Definitions() => Recorded.Answers("v", (_, status, text) =>
        status is 200 or 201 && (text.Contains("history_days", StringComparison.Ordinal) || text.Contains("\"source\":", StringComparison.Ordinal)));

    private static IEnumerable<byte[]> Lists() => new[]
    {
        """{"resource":[5,{"after":[{"@ref":{"id":"c","collection":{"@ref":{"id":"collections"}}}}],"data":["a","b"]}]}""",
        """{"data":{"page":{"data":["a","b"],"after":"hdW"},"free":{"@ref":{"name":"x","coll":{"@mod":"Collection"},"exists":false,"cause":"not found"}}},"txn_ts":5}""",
    }.Select(Encoding.UTF8.GetBytes);

    private static void ErrorsOf(byte[] input)
    {
        var scrub = new SecretScrub(new Secret(Secret));
        var call = new FaunaCall { Body = default, Subject = "documents" };
        foreach (var status in Statuses)
        {
            var failed = StatusFailure.From(status, input, call, "https://db.example", scrub);
            var message = failed.Error(" Gave up.").Message;
            Broken.Unless(!message.Contains(Secret, StringComparison.OrdinalIgnoreCase), "no message holds the secret");
            Broken.Unless(message.Length < 4000 && !message.Contains('\n', StringComparison.Ordinal), "a message is one line of bounded length");
        }

        if (Uri.TryCreate(Encoding.UTF8.GetString(input), UriKind.RelativeOrAbsolute, out var target))
        {
            _ = StatusFailure.Redirect(302, target, new Uri("https://db.example/"), "https://db.example", scrub).Error("").Message;
        }
    }

    private static void DefinitionsOf(byte[] input)
    {
        if (!Utf8.IsValid(input))
        {
            return;
        }

        Quiet.Run(() => V4DefinitionReader.Index(input));
        Quiet.Run(() => V4DefinitionReader.Collection(input));
        Quiet.Run(() => V10DefinitionReader.Read(input, "C"));
    }

    private static async Task ListsAsync(byte[] input)
    {
        foreach (var v4 in (bool[])[true, false])
        {
            using var way = new SameAnswer(input);
            using var transport = new FaunaTransport(
                new FaunaConnection { Name = "main", Secret = new Secret(Secret) }, way,
                new FaunaTransportOptions { Retry = new RetryPolicy { Budget = TimeSpan.Zero } }, null, new Random(1), null);
            IDatabaseDefinitions definitions = v4 ? new V4DatabaseDefinitions(transport) : new V10DatabaseDefinitions(transport);
            await QuietAsync(async () => Broken.Unless(
                (await definitions.ListCollectionsAsync(CancellationToken.None)).Names.All(name => name is { Length: > 0 }), "a collection has a name"));
            way.Left = 3;
            await QuietAsync(() => definitions.ReadAsync(v4 ? "indexes" : "collections", CancellationToken.None));
            way.Left = 3;
            await QuietAsync(() => definitions.ReadFilesAsync(CancellationToken.None));
        }
    }

    private static async Task QuietAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception e) when (Quiet.IsDocumented(e))
        {
            // What callers know.
        }
    }

    /// <summary>A server that answers whatever it is asked alike, a few times: pages may lead on for ever.</summary>
    private sealed class SameAnswer(byte[] body) : HttpMessageHandler
    {
        public int Left { get; set; } = 3;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Left-- > 0
                ? new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new ByteArrayContent(body) }
                : new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest));
    }
}
