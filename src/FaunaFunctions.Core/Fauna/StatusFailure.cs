namespace FaunaFunctions.Core.Fauna;

/// <summary>What an HTTP status and the server's error codes mean for the caller, and whether repeating can help.</summary>
internal static class StatusFailure
{
    public static FailedTry From(int status, ReadOnlySpan<byte> body, FaunaCall call, string host, SecretScrub scrub)
    {
        var errors = ErrorAnswer.Read(body);
        var error = errors.Count > 0 ? errors[0] : default;
        var code = error.Code ?? "";
        var said = Said(status, error, scrub);
        string Message(string tried) => $"Reading {call.Subject} from {host}: {said}{tried}";

        switch (status)
        {
            case 401:
                return Final(_ => new FaunaUnauthorized(
                    $"Unauthorized: {host} does not know the secret (it is wrong, was deleted, or belongs to another database)."));
            case 403:
                return Final(_ => new FaunaPermissionDenied(
                    $"Permission denied: {Message("")} {call.Privilege ?? "Grant the privilege to the key's role."}"));
            case 409 or 429:
                return new FailedTry(Repeats.WithinBudget, RetryReason.Throttled, tried => new FaunaThrottled(Message(tried)));
            case 440 or 504:
            case 503 when code is "time out" or "time_out":
                return new FailedTry(Repeats.WithinBudget, RetryReason.TimedOut, tried => new FaunaTimeout(Message(tried)));
            case 408 or 502 or 503:
                return new FailedTry(Repeats.WithinBudget, RetryReason.Unavailable, tried => new FaunaUnavailable(Message(tried)));
            case >= 500:
                return new FailedTry(Repeats.Few, RetryReason.Unavailable, tried => new FaunaUnavailable(Message(tried)));
            default:
                return Final(_ => Refusal(status, errors, call, Message(""), scrub));
        }
    }

    public static FailedTry Redirect(int status, Uri? target, Uri baseAddress, string host, SecretScrub scrub)
    {
        // What a server gives as a place need not be one.
        var absolute = target is { IsAbsoluteUri: true } || (target is not null && Uri.TryCreate(baseAddress, target, out target)) ? target : null;
        var where = absolute is null ? "an unknown place" : scrub.Clean(absolute.GetLeftPart(UriPartial.Authority));
        return Final(_ => new FaunaRequestRefused(
            $"{host} redirects to {where} (HTTP {status}). Redirects are not followed, since the secret would go along: "
            + "set scheme, domain and port of the connection to the server itself.", status, "redirect"));
    }

    private static FailedTry Final(Func<string, FaunaException> error) => new(Repeats.Never, RetryReason.Unavailable, error);

    private static FaunaException Refusal(int status, IReadOnlyList<ServerError> errors, FaunaCall call, string message, SecretScrub scrub)
    {
        foreach (var error in errors)
        {
            if (status == 400 && ErrorAnswer.IsBelowMinimum(error.Description, out var minimum))
            {
                return new SnapshotExpired(message, minimum);
            }

            if (status == 400 && (error.Code == "permission_denied" || IsUnreadableFeed(error)))
            {
                return new FaunaPermissionDenied(
                    $"Permission denied: {message} {call.Privilege ?? "Grant the privilege to the key's role."}");
            }

            if (status == 400 && (error.Code is "invalid ref" or "unbound_variable" || NamesNoCollection(error)))
            {
                return new FaunaNotFound($"{scrub.Clean(error.Description)} (while reading {call.Subject}): check the name, and that the key is of the right database.");
            }

            if (status == 400 && error.Code == "instance not found" && error.Description.EndsWith("is not active.", StringComparison.Ordinal))
            {
                return new FaunaIndexNotActive($"{scrub.Clean(error.Description)} It is still being built: try again when it is.");
            }

            if (status == 400 && IsTooMuchAtOnce(error))
            {
                return new FaunaPageTooLarge(message);
            }
        }

        return new FaunaRequestRefused(message, status, errors.Count > 0 ? scrub.Clean(errors[0].Code) : "");
    }

    private static bool IsUnreadableFeed(ServerError error) =>
        error.Code == "invalid_request" && error.Description.Contains("Insufficient privileges to read", StringComparison.Ordinal);

    private static bool NamesNoCollection(ServerError error) =>
        error.Code == "invalid_argument" && error.Description.Contains("No such user collection", StringComparison.Ordinal);

    private static bool IsTooMuchAtOnce(ServerError error) =>
        error.Code is "bad request" or "invalid_request"
        && (error.Description.StartsWith("Query exceeds max width", StringComparison.Ordinal)
            || error.Description.StartsWith("Transaction does too much compute", StringComparison.Ordinal));

    private static string Said(int status, ServerError error, SecretScrub scrub)
    {
        var text = scrub.Clean($"{error.Code}{(string.IsNullOrEmpty(error.Code) ? "" : ": ")}{error.Description}");
        var place = string.IsNullOrEmpty(error.Position) ? "" : $" at {scrub.Clean(error.Position)}";
        return text.Length == 0 ? $"HTTP {status}." : $"{text} (HTTP {status}{place})";
    }
}
