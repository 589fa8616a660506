using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Core.Tests.Fauna;

/// <summary>A server whose certificate is not to be trusted hears no secret, and the error says what is wrong with it.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", -10, -1, "has expired or is not valid yet")]
    [InlineData("localhost", 1, 10, "has expired or is not valid yet")]
    [InlineData("other.example", -1, 10, "is for another name than localhost")]
    [InlineData("localhost", -1, 10, "that this machine does not trust")]
    public async Task A_certificate_that_is_not_to_be_trusted_is_told_with_the_reason(string name, int fromDays, int toDays, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stopped = new CancellationTokenSource();
        using var certificate = Certificate(name, fromDays, toDays);
        var heard = new List<byte>();
        var serving = ServeAsync(listener, certificate, heard, stopped.Token);
        using var transport = new FaunaTransport(
            new FaunaConnection
            {
                Name = "main",
                Domain = "localhost",
                Port = ((IPEndPoint)listener.LocalEndpoint).Port,
                Secret = new Secret(ScriptedServer.CanarySecret),
            },
            new FaunaTransportOptions(), TimeProvider.System, new Random(1));

        var error = await Assert.ThrowsAsync<FaunaUnavailable>(() => transport.SendAsync(new FaunaCall { Body = "{}"u8.ToArray(), Subject = "the time" }, default));

        await stopped.CancelAsync();
        await serving;
        Assert.Contains("no secure connection", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(heard);
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, List<byte> heard, CancellationToken stopped)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stopped);
                await using var tls = new SslStream(client.GetStream());
                try
                {
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopped);
                    var buffer = new byte[1024];
                    for (var read = 1; read > 0;)
                    {
                        read = await tls.ReadAsync(buffer, stopped);
                        heard.AddRange(buffer.AsSpan(0, read));
                    }
                }
                catch (Exception e) when (e is AuthenticationException or IOException)
                {
                    // The client hangs up.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is done.
        }
    }

    private static X509Certificate2 Certificate(string name, int fromDays, int toDays)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
