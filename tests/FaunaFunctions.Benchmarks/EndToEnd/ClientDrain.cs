using FaunaFunctions.Benchmarks.EndToEnd.Replay;
using FaunaFunctions.Core.Fauna;
using FaunaFunctions.Core.Records;

namespace FaunaFunctions.Benchmarks.EndToEnd;

/// <summary>The same pages asked for with our own client, one after the other, and discarded: what an export adds to that is the rest of it.</summary>
internal static class ClientDrain
{
    public const string Mode = "client-drain-child";

    public static async Task<Measurement> RunAsync(ReadOptions options)
    {
        using var transport = new FaunaTransport(Export.Connection(options));
        if (options.WarmUp)
        {
            await DrainAsync(transport, options, ReplayServer.WarmUpCollection);
        }

        return await Measurement.TakeAsync(() => DrainAsync(transport, options, ReplayServer.Collection));
    }

    private static async Task<Measurement> DrainAsync(FaunaTransport transport, ReadOptions options, string collection)
    {
        var source = options.Source(transport, collection);
        var scan = new DocumentScan(await source.ReadTimeAsync(CancellationToken.None));
        var bytes = 0L;
        var pages = 0L;
        DocumentKey? next = null;
        do
        {
            using var page = await source.ReadPageAsync(scan, next, options.PageSize, null, CancellationToken.None);
            next = page.Next;
            bytes += page.Length;
            pages++;
        }
        while (next is not null);

        return Measurement.Of(pages * options.PageSize, bytes);
    }
}
