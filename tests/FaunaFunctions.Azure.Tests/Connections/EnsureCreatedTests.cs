using System.Net;
using System.Net.Sockets;
using System.Text;
using FaunaFunctions.Azurite;
using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Azure.Tests.Connections;

/// <summary>Azurite knows no roles, so a listener answers as the services do to an identity without them.</summary>
public sealed class EnsureCreatedTests
{
    [Fact]
    public async Task A_role_that_does_not_cover_making_container_table_and_queue_is_no_error_at_the_start()
    {
        var asked = await StartAsync("AuthorizationPermissionMismatch");

        Assert.Contains(asked, path => path.StartsWith("PUT /devstoreaccount1/exports-", StringComparison.Ordinal));
        Assert.Contains(asked, path => path.StartsWith("POST /devstoreaccount1/Tables", StringComparison.Ordinal));
        Assert.Contains(asked, path => path.StartsWith("PUT /devstoreaccount1/continue-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_refused_is_an_error_at_the_start() =>
        await Assert.ThrowsAsync<StorageUnavailable>(() => StartAsync("AuthenticationFailed"));

    private static async Task<IReadOnlyCollection<string>> StartAsync(string code)
    {
        var port = FreePort();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var asked = new List<string>();
        var answering = RefuseAsync(listener, code, asked);
        try
        {
            using var storage = StorageForTest.Open(DevelopmentAccount.ConnectionString(port, port, port), StorageNames.Unique());
            await storage.EnsureCreatedAsync(TestContext.Current.CancellationToken);
            return asked;
        }
        finally
        {
            listener.Stop();
            await answering;
        }
    }

    private static async Task RefuseAsync(HttpListener listener, string code, List<string> asked)
    {
        while (listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            asked.Add($"{call.Request.HttpMethod} {call.Request.Url!.AbsolutePath}");
            var isTable = call.Request.Url.AbsolutePath.Contains("Tables", StringComparison.Ordinal);
            call.Response.StatusCode = 403;
            call.Response.Headers["x-ms-error-code"] = code;
            call.Response.ContentType = isTable ? "application/json" : "application/xml";
            call.Response.Close(Encoding.UTF8.GetBytes(isTable
                ? $$$$"""{"odata.error":{"code":"{{{{code}}}}","message":{"lang":"en-US","value":"This request is not authorized."}}}"""
                : $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>This request is not authorized.</Message></Error>"), willBlock: false);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
