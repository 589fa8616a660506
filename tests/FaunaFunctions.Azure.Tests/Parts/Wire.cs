namespace FaunaFunctions.Azure.Tests.Parts;

/// <summary>Stands between the store's client and Azurite, and does what networks do.</summary>
/// <param name="pass">Gets each request and the way on.</param>
internal sealed class Wire(Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> pass)
    : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    /// <summary>Lets requests reach the storage and loses the first answers to those that commit something.</summary>
    /// <param name="answers">How many.</param>
    public static Wire LosesAnswersToCommits(int answers) => new(async (request, send) =>
    {
        var answer = await send();
        if (!IsCommit(request) || answers-- <= 0)
        {
            return answer;
        }

        answer.Dispose();
        throw new HttpRequestException("The connection was reset.");
    });

    /// <summary>Whether a request makes a blob: Put Block List, or Put Blob.</summary>
    public static bool IsCommit(HttpRequestMessage request) => request.Method == HttpMethod.Put && !IsBlock(request);

    /// <summary>Whether a request stages a block.</summary>
    public static bool IsBlock(HttpRequestMessage request) =>
        request.Method == HttpMethod.Put && request.RequestUri!.Query.Contains("comp=block&", StringComparison.Ordinal);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        pass(request, () => base.SendAsync(request, cancellationToken));
}
