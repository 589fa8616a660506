namespace FaunaFunctions.Core.Fauna.V10;

/// <summary>Proves what a key may read: v10 shows an empty page where it may not.</summary>
internal sealed class V10Privilege(FaunaTransport transport, string collection)
{
    private const int FreeIdTries = 16;

    /// <summary>What to grant for reading documents as they were.</summary>
    public string ToLookBack { get; } =
        $"Grant the key's role 'read' and 'history_read' on collection '{collection}', as plain true: a predicate hides documents without telling.";

    /// <summary>What to grant for reading documents as they are.</summary>
    public string ToRead { get; } =
        $"Grant the key's role 'read' on collection '{collection}', as plain true: a predicate hides documents without telling.";

    /// <summary>Returns when the key may read the documents now; and, if asked for, as they were.</summary>
    /// <exception cref="FaunaPermissionDenied">It may not.</exception>
    /// <exception cref="FaunaNotFound">There is no such collection.</exception>
    public async Task ConfirmAsync(bool looksBack, CancellationToken cancellationToken)
    {
        var needed = looksBack ? ToLookBack : ToRead;
        for (var tries = 0; tries < FreeIdTries; tries++)
        {
            var call = new FaunaCall
            {
                Endpoint = FaunaEndpoint.V10Query,
                Body = V10Queries.Document(collection, long.MaxValue - tries).Render(),
                Subject = $"collection '{collection}'",
                Privilege = needed,
            };
            using var answer = await transport.QueryAsync(call, cancellationToken);
            var (now, then) = V10Answers.Causes(answer.Json);
            if (now == "permission denied")
            {
                throw new FaunaPermissionDenied($"Permission denied: the key may not read documents of collection '{collection}'. {needed}");
            }

            if (now is null)
            {
                continue;
            }

            if (looksBack && then == "permission denied")
            {
                throw new FaunaPermissionDenied(
                    $"Permission denied: the key may not read documents of collection '{collection}' as they were, and would be shown an empty collection. {needed}");
            }

            return;
        }

        throw new FaunaProtocolViolation(
            $"Whether collection '{collection}' may be read cannot be told: its {FreeIdTries} highest ids are all taken.");
    }
}
