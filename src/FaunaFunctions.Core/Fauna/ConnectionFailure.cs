using System.Net.Sockets;
using System.Security.Authentication;

namespace FaunaFunctions.Core.Fauna;

/// <summary>What a broken or missing connection means, in words that tell what to look at.</summary>
internal static class ConnectionFailure
{
    /// <summary>A failure before the answer's headers: of the connection itself, or of one that was closed under the request.</summary>
    public static FailedTry From(Exception cause, Uri baseAddress, string subject)
    {
        var address = baseAddress.GetLeftPart(UriPartial.Authority);
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var (repeats, text) = (error, Find<SocketException>(cause)) switch
        {
            (HttpRequestError.NameResolutionError, _) =>
                (Repeats.FewUntilFirstContact, $"the name {baseAddress.Host} cannot be resolved: check the connection's domain"),
            (HttpRequestError.SecureConnectionError, _) when Find<AuthenticationException>(cause) is { } tls =>
                (Repeats.Never, $"no secure connection: {CertificateFault(tls.Message, baseAddress.Host)} Check the server's certificate, and the connection's scheme and port"),
            (HttpRequestError.SecureConnectionError, _) =>
                (Repeats.FewUntilFirstContact, "no secure connection: check the connection's scheme and port"),
            (HttpRequestError.ConnectionError, { SocketErrorCode: SocketError.ConnectionRefused }) =>
                (Repeats.FewUntilFirstContact, "the connection was refused: check domain and port, and that the server runs"),
            (HttpRequestError.ConnectionError, { } socket) =>
                (Repeats.FewUntilFirstContact, $"no connection: {socket.Message}"),
            (HttpRequestError.ConnectionError, _) => (Repeats.FewUntilFirstContact, "no connection"),
            (HttpRequestError.InvalidResponse, _) =>
                (Repeats.FewUntilFirstContact, "what answers is not an HTTP server: check the connection's scheme and port"),
            (HttpRequestError.ResponseEnded, _) => (Repeats.WithinBudget, "the server closed the connection without an answer"),
            (_, { } socket) => (Repeats.WithinBudget, $"the connection broke: {socket.Message}"),
            _ => (Repeats.WithinBudget, "the connection broke"),
        };
        return new FailedTry(repeats, RetryReason.Unavailable, tried =>
            new FaunaUnavailable($"Failed to reach Fauna at {address} for {subject}: {text}.{tried}", cause));
    }

    /// <summary>No connection within the time for it.</summary>
    public static FailedTry TooSlow(Exception cause, TimeSpan limit, Uri baseAddress, string subject) =>
        new(Repeats.FewUntilFirstContact, RetryReason.Unavailable, tried => new FaunaUnavailable(
            $"Failed to reach Fauna at {baseAddress.GetLeftPart(UriPartial.Authority)} for {subject}: "
            + $"no connection within {limit.TotalSeconds:0.#} s: check domain and port, and that no firewall is in between.{tried}", cause));

    /// <summary>An answer that ended before its announced length.</summary>
    public static FailedTry Cut(Exception? cause, long received, long? announced, Uri baseAddress, string subject) =>
        new(Repeats.WithinBudget, RetryReason.Unavailable, tried => new FaunaUnavailable(
            $"The answer of {baseAddress.GetLeftPart(UriPartial.Authority)} for {subject} was cut off after {received} of {announced?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"} bytes.{tried}", cause));

    /// <summary>What is wrong with a certificate: the platform names it by its flags, in the middle of a sentence.</summary>
    private static string CertificateFault(string message, string host)
    {
        (string Flag, string Words)[] flags =
        [
            ("NotTimeValid", "has expired or is not valid yet"),
            ("RemoteCertificateNameMismatch", $"is for another name than {host}"),
            ("Revoked", "was revoked"),
            ("UntrustedRoot", "comes from an issuer that this machine does not trust"),
            ("PartialChain", "comes from an issuer that this machine does not know"),
            ("RemoteCertificateChainErrors", "cannot be traced to an issuer that this machine trusts"),
        ];
        var faults = flags.Where(flag => message.Contains(flag.Flag, StringComparison.Ordinal)).Select(flag => flag.Words).ToList();
        return faults.Count == 0 ? message : $"the server's certificate {string.Join(", and ", faults)}. ({message})";
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
