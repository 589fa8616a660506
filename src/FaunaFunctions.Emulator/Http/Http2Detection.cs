using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace FaunaFunctions.Emulator.Http;

/// <summary>
/// HTTP/1.1 and HTTP/2 on one port without TLS, as drivers expect it. Kestrel only offers the choice where TLS has agreed
/// on one, so a connection that begins with the preface of HTTP/2 is given the features of such an agreement.
/// </summary>
internal static class Http2Detection
{
    private static ReadOnlySpan<byte> Preface => "PRI "u8;

    public static ConnectionDelegate Detect(ConnectionDelegate next) => async connection =>
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var known = Compare(read.Buffer);
            input.AdvanceTo(read.Buffer.Start, known is null ? read.Buffer.End : read.Buffer.Start);
            if (known == true)
            {
                connection.Features.Set<ITlsConnectionFeature>(new Agreement());
                connection.Features.Set<ITlsApplicationProtocolFeature>(new Agreement());
            }

            if (known is not null || read.IsCompleted || read.IsCanceled)
            {
                break;
            }
        }

        await next(connection);
    };

    // null: too short to tell.
    private static bool? Compare(ReadOnlySequence<byte> start)
    {
        Span<byte> bytes = stackalloc byte[4];
        var length = (int)Math.Min(start.Length, bytes.Length);
        start.Slice(0, length).CopyTo(bytes);
        return !bytes[..length].SequenceEqual(Preface[..length]) ? false : length == Preface.Length ? true : null;
    }

    private sealed class Agreement : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
