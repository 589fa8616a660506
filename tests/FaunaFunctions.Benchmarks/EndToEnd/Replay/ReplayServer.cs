using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using FaunaFunctions.Core.Fauna;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaunaFunctions.Benchmarks.EndToEnd.Replay;

/// <summary>
/// A Fauna server as far as a full export needs one: it evaluates nothing and copies pages that were rendered before, so that what is measured
/// against it is the client.
/// </summary>
internal sealed class ReplayServer
{
    public const string Collection = "orders";
    public const string WarmUpCollection = "warmup";
    public const string StatisticsPath = "/statistics";

    // As on a real server: 20,000 ids in a quarter of a second, 1,000 documents in 150 ms.
    private const double KeysPerDocumentLatency = 1 / 12.0;

    // The server's clock stands still, so that every run has the same snapshot time, and with it the same names.
    internal const long Now = 1_800_000_000_000_000;

    private readonly ReplayOptions _options;
    private readonly IReplayWire _wire;
    private readonly ReplayCollection _collection;
    private readonly ReplayCollection _warmUp;
    private readonly ReplayLoad _load = new();

    private ReplayServer(ReplayOptions options)
    {
        _options = options;
        _wire = options.Api == FaunaApi.V10 ? new ReplayV10() : new ReplayV4();
        _collection = ReplayCollection.Render(options.Api, Collection, options.Documents, options.DocumentBytes);
        _warmUp = ReplayCollection.Render(options.Api, WarmUpCollection, options.WarmUpDocuments, options.DocumentBytes);
    }

    /// <summary>Serves until the standard input ends, and says its address on the standard output.</summary>
    public static async Task RunAsync(ReplayOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.AddServerHeader = false;

            // An answer is cut when it is not read, in life: here its reading is measured instead.
            kestrel.Limits.MinResponseDataRate = null;
        });
        if (options.SendBuffer > 0)
        {
            builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = endpoint =>
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                socket.SendBufferSize = options.SendBuffer;
                return socket;
            });
        }

        var server = new ReplayServer(options);
        await using var app = builder.Build();
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.Single());
        await Console.Out.FlushAsync();
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == StatisticsPath)
        {
            await ReplayAnswer.WriteAsync(context.Response, 200, JsonSerializer.Serialize(_load.Read()));
            return;
        }

        context.Response.Headers["x-txn-time"] = Now.ToString(CultureInfo.InvariantCulture);
        var request = await ReadAsync(context.Request);
        var number = _load.Count();
        if (_options.ThrottleEvery > 0 && number % _options.ThrottleEvery == 0)
        {
            _load.CountThrottled();
            await ReplayAnswer.WriteAsync(context.Response, 429, _wire.Throttled);
            return;
        }

        if (request.Kind == ReplayKind.Documents)
        {
            await AnswerDocumentsAsync(context, request);
        }
        else
        {
            await DelayAsync(request.Kind == ReplayKind.Ids ? request.Size * KeysPerDocumentLatency : 0, 1);
            await AnswerOtherAsync(context.Response, request);
        }
    }

    private async Task AnswerDocumentsAsync(HttpContext context, ReplayRequest request)
    {
        var inFlight = _load.Enter();
        try
        {
            await DelayAsync(request.Size, inFlight);
            var started = 0L;
            await ReplayAnswer.WriteDocumentsAsync(
                context.Response, _wire, CollectionOf(request), request, () => started = Stopwatch.GetTimestamp());
            _load.Taken(started, context.Response.ContentLength!.Value);
        }
        finally
        {
            _load.Leave();
        }
    }

    private Task AnswerOtherAsync(HttpResponse response, ReplayRequest request)
    {
        var (status, json) = _wire.Answer(CollectionOf(request), request);
        return ReplayAnswer.WriteAsync(response, status, json);
    }

    private ReplayCollection CollectionOf(ReplayRequest request) => request.Collection == WarmUpCollection ? _warmUp : _collection;

    private async Task DelayAsync(double documents, int inFlight)
    {
        var milliseconds = _options.BaseLatency + (_options.Latency * documents / 1000);
        if (_options.Capacity > 0 && inFlight > _options.Capacity)
        {
            // Twice as many as it bears take four times as long each: half the throughput.
            milliseconds *= Math.Pow((double)inFlight / _options.Capacity, 2);
        }

        if (milliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds));
        }
    }

    private async Task<ReplayRequest> ReadAsync(HttpRequest request)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (read.IsCompleted)
            {
                var parsed = _wire.Parse(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return parsed;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
