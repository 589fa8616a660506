using System.Buffers;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Fauna.V4;
using FaunaFunctions.Core.Records;
using FaunaFunctions.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace FaunaFunctions.Core.Tests.Fauna.V4;

/// <summary>A collection <c>c</c> with its index <c>by_ts</c> on an emulator of the test's own, and a source that reads it.</summary>
internal sealed class EmulatedCollection : IAsyncDisposable
{
    private readonly List<FaunaTransport> _transports = [];

    private EmulatedCollection(FaunaEmulator server, FakeTimeProvider time)
    {
        Server = server;
        Time = time;
        Database = server.CreateDatabase("db");
        Source = Open(Database.AdminSecret);
    }

    public FaunaEmulator Server { get; }

    public FakeTimeProvider Time { get; }

    public EmulatorDatabase Database { get; }

    public V4Source Source { get; }

    public static async Task<EmulatedCollection> StartAsync(int? historyDays = 1)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var emulated = new EmulatedCollection(await FaunaEmulator.StartAsync(new EmulatorOptions { TimeProvider = time }), time);
        emulated.Database.CreateCollection("c", historyDays);
        emulated.Database.CreateTsIndex("by_ts", "c");
        return emulated;
    }

    public V4Source Open(string secret, string collection = "c", string? index = "by_ts") => new(Connect(secret), collection, index);

    public FaunaTransport Connect(string secret)
    {
        var transport = new FaunaTransport(
            new FaunaConnection { Name = "test", Scheme = "http", Domain = "127.0.0.1", Port = Server.Url.Port, Secret = new Secret(secret) },
            new FaunaTransportOptions { Retry = new RetryPolicy { Base = TimeSpan.FromMilliseconds(1) } },
            null,
            new Random(1));
        _transports.Add(transport);
        return transport;
    }

    /// <summary>One transaction that writes these documents.</summary>
    public long Put(params long[] ids) => Database.Load("c", ids.Select(id => new EmulatorDocument(id, $$"""{"n":{{id}}}""")));

    /// <summary>Every document of a scan, page by page along the server's cursors.</summary>
    public static async Task<List<DocumentKey>> ReadPagesAsync(IFaunaSource source, Scan scan, int size, DocumentKey? from = null)
    {
        var read = new List<DocumentKey>();
        do
        {
            using var page = await source.ReadPageAsync(scan, from, size, null, default);
            var keys = Keys(page, source);
            Assert.True(keys.Count <= size, "no page is larger than asked for");
            read.AddRange(keys);
            from = page.Next;
        }
        while (from is not null);
        return read;
    }

    /// <summary>Every key of a scan, outline by outline.</summary>
    public static async Task<List<DocumentKey>> ReadOutlinesAsync(IFaunaSource source, Scan scan, int size, DocumentKey? from = null)
    {
        var read = new List<DocumentKey>();
        do
        {
            var outline = await source.ReadOutlineAsync(scan, from, size, default);
            read.AddRange(outline.Keys);
            from = outline.Next;
        }
        while (from is not null);
        return read;
    }

    /// <summary>Every removal of a window.</summary>
    public static async Task<List<DocumentKey>> ReadRemovalsAsync(IFaunaSource source, long since, long at, int size)
    {
        var read = new List<DocumentKey>();
        string? from = null;
        do
        {
            var page = await source.ReadRemovalsAsync(since, at, from, size, default);
            Assert.True(page.Removals.Count <= page.Events, "removals are events");
            read.AddRange(page.Removals);
            from = page.Next;
        }
        while (from is not null);
        return read;
    }

    public static List<DocumentKey> Keys(FaunaPage page, IFaunaSource source)
    {
        var writer = source.CreateRecordWriter(RecordLayout.Default);
        var output = new ArrayBufferWriter<byte>();
        var keys = new List<DocumentKey>();
        var offset = page.FirstDocument;
        while (page.NextDocument(ref offset))
        {
            keys.Add(writer.WriteDocument(page.Json, ref offset, output));
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        _transports.ForEach(transport => transport.Dispose());
        await Server.DisposeAsync();
    }
}
