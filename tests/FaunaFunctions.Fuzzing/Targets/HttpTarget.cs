using System.Text;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>The bytes of an HTTP answer, head and body, as they come from a socket.</summary>
internal static class HttpTarget
{
    private const string Secret = "fnCanarySecret0123456789";

    private const string Host = "db.example";

    public static IReadOnlyList<FuzzTarget> All { get; } = [new("http", () => [.. Corpus()], RunAsync)];

    private static IEnumerable<byte[]> Corpus() => new[]
    {
        "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\nx-txn-time: 1795386400880000\r\nContent-Length: 14\r\n\r\n{\"resource\":1}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx-txn-time: 99999999999999999999\r\n\r\n5\r\n{\"res\r\n9;x=y\r\nource\":1}\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"resource\":1}",
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/" + Secret + "\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: //other.example:1/x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"Unauthorized\"\r\nContent-Length: 65\r\n\r\n{\"errors\":[{\"code\":\"unauthorized\",\"description\":\"Unauthorized\"}]}",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 62\r\n\r\n{\"errors\":[{\"code\":\"time out\",\"description\":\"" + Secret[..14] + "\"}]}",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4294967297\r\n\r\n\u001f",
    }.Select(Encoding.Latin1.GetBytes);

    private static async Task RunAsync(byte[] input)
    {
        var options = new FaunaTransportOptions
        {
            QueryTimeout = TimeSpan.FromSeconds(2),
            MaxAnswerBytes = 4 * 1024 * 1024,
            Retry = new RetryPolicy { Budget = TimeSpan.Zero },
        };
        var way = FaunaTransport.Sockets(options);
        way.ConnectCallback = (context, _) =>
        {
            Broken.Unless(context.DnsEndPoint.Host == Host, "nobody but the server is spoken to");
            return ValueTask.FromResult<Stream>(new Line(input));
        };
        using var transport = new FaunaTransport(
            new FaunaConnection { Name = "main", Scheme = "http", Domain = Host, Port = 80, Secret = new Secret(Secret) }, way, options, null, new Random(1), null);
        try
        {
            using var answer = await transport.SendAsync(new FaunaCall { Body = "{}"u8.ToArray(), Subject = "documents" }, CancellationToken.None);
            Broken.Unless(answer.Length <= options.MaxAnswerBytes, "no answer is longer than is accepted");
        }
        catch (FaunaException e)
        {
            Broken.Unless(!e.Message.Contains(Secret, StringComparison.OrdinalIgnoreCase), "no message holds the secret");
        }
    }

    /// <summary>A connection whose other side says the same whatever it hears, and hangs up.</summary>
    private sealed class Line(byte[] answer) : Stream
    {
        private readonly MemoryStream _answer = new(answer);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _answer.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _answer.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
