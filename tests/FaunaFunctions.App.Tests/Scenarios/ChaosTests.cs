using System.Globalization;
using FaunaFunctions.App.Tests.Host;
using FaunaFunctions.App.Tests.Host.Invocations;
using FaunaFunctions.App.Tests.Scenarios.Support;
using FaunaFunctions.Azurite;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Scenarios;

/// <summary>
/// The published executable killed again and again, in its full export and in the runs behind it, while the database changes, requests to Fauna fail, and the
/// storage comes and goes. What is stored in the end is every version exactly once. <c>FAUNAFUNCTIONS_CHAOS=KILLS,DOCUMENTS</c> asks for more than a test run does.
/// </summary>
public sealed class ChaosTests(AzuriteFixture azurite)
{
    private const string Variable = "FAUNAFUNCTIONS_CHAOS";
    // The host gives a handler up that has crashed three times.
    private const int KillsPerHost = 2;

    [Theory]
    [InlineData("v4", 1)]
    [InlineData("v10", 2)]
    public async Task Killed_at_random_the_app_exports_every_version_exactly_once(string api, int seed)
    {
        var (kills, documents) = Size();
        var random = new Random(seed);
        await using var source = await Source.StartAsync("root", "orders");
        source.Api = api;
        await using var proxy = await StorageProxy.StartAsync(azurite.Server, TestContext.Current.CancellationToken);
        using var app = await Deployment.CreateAsync(source, proxy.ConnectionString, Orders(api, documents));
        var chaos = new Chaos(source, proxy, random, Math.Max(150, documents / 100));
        chaos.Load(documents);
        while (chaos.Kills < kills)
        {
            await using var host = await app.StartAsync();
            for (var i = 0; i < KillsPerHost; i++)
            {
                chaos.Arm(host.KillHandler);
                var run = await host.FireTimerAsync("export-orders");
                chaos.Disarm();
                await EndOrphanedClaimAsync(app, run);
                chaos.Change();
            }
        }

        await using var last = await app.StartAsync();
        await EndAsync(app, last);

        var records = await app.Storage.RecordsAsync("orders");
        Assert.Equal(records.Count, records.Select(r => (r.Id, r.Ts)).Distinct().Count());
        var newest = records.GroupBy(r => r.Id).Select(g => g.MaxBy(r => r.Ts)!).Where(r => !r.Line.Contains("\"deleted_at\"", StringComparison.Ordinal));
        Assert.Equal(chaos.Living, newest.Select(r => (r.Id, r.Ts)).OrderBy(r => r.Id));
        Assert.Empty(await app.VerifyAsync());
        TestContext.Current.SendDiagnosticMessage("{0} kills, {1} records of {2} documents, 0 lost, 0 twice", chaos.Kills, records.Count, documents);
    }

    private static (int Kills, int Documents) Size() =>
        Environment.GetEnvironmentVariable(Variable)?.Split(',') is [var kills, var documents]
            ? (int.Parse(kills, CultureInfo.InvariantCulture), int.Parse(documents, CultureInfo.InvariantCulture))
            : (6, 1500);

    private static string Orders(string api, int documents) => $$"""
        { "collection": "orders", "mode": "incremental", {{(api == "v4" ? "\"index\": \"orders_by_ts\"," : "")}} "deletions": { "mode": "deleted_field" }, "schedule": "0 */5 * * * *",
          "pageSize": {{Math.Clamp(documents / 60, 25, 1000)}}, "parallelism": 4, "partSize": {{Math.Max(4096, documents * 2)}} }
        """;

    private static async Task EndAsync(Deployment app, FunctionsHost host)
    {
        for (var i = 0; i < 5; i++)
        {
            var run = await host.FireTimerAsync("export-orders");
            Assert.True(run.Outcome == Outcome.Succeeded, host.Log.Text);
            await EndOrphanedClaimAsync(app, run);
            if (run.Logs.Any(line => line.Contains("nothing changed", StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail($"There is still something to export. {host.Log.Text}");
    }

    // Killed between making a claim and noting whose it is, a process leaves one that nobody can know to be dead: it ends half a minute later.
    private static async Task EndOrphanedClaimAsync(Deployment app, Invocation run)
    {
        if (run.Logs.Any(line => line.Contains("is being run by somebody else", StringComparison.Ordinal)))
        {
            await app.Storage.EndClaimAsync("orders");
        }
    }

    /// <summary>Decides what goes wrong, by requests that come in and not by time.</summary>
    private sealed class Chaos(Source source, StorageProxy proxy, Random random, int mostRequests)
    {
        private readonly SortedDictionary<long, long> _living = [];
        private int _documents;
        private Action? _kill;
        private int _left;

        /// <summary>Processes killed.</summary>
        public int Kills { get; private set; }

        /// <summary>A kill lies ahead, at some request to Fauna or to the storage; on the way there storage or Fauna may fail.</summary>
        public void Arm(Action kill)
        {
            lock (random)
            {
                // Early, or anywhere in a full export, or never in this run.
                (_kill, _left) = (kill, random.Next(1, random.Next(2) == 0 ? 30 : mostRequests));
            }

            source.Server.Faults.OnRequest = _ => Count() ? EmulatorFault.None : FaunaFault();
            proxy.Use(_ => Count() ? null : StorageFault());
        }

        /// <summary>Nothing goes wrong any more.</summary>
        public void Disarm()
        {
            source.Server.Faults.OnRequest = null;
            proxy.PassAll();
            lock (random)
            {
                _kill = null;
            }
        }

        /// <summary>Fills the collection.</summary>
        public void Load(int documents)
        {
            foreach (var ids in Enumerable.Range(1, documents).Chunk(100))
            {
                var ts = source.Database.Load("orders", ids.Select(Source.Document));
                foreach (var id in ids)
                {
                    _living[id] = ts;
                }
            }

            _documents = documents;
        }

        /// <summary>Some documents are written, and some deleted.</summary>
        public void Change()
        {
            for (var i = 0; i < 20; i++)
            {
                var id = random.Next(1, _documents + 1);
                if (random.Next(4) > 0)
                {
                    _living[id] = source.Database.Put("orders", Source.Document(id));
                }
                else if (_living.Remove(id))
                {
                    source.Database.Delete("orders", id);
                }
            }
        }

        /// <summary>The documents that there are, each with the time of its last change.</summary>
        public IEnumerable<(long Id, long Ts)> Living => _living.Select(document => (document.Key, document.Value));

        // True while nothing goes wrong: the kill has struck, or this is not the request for it and no fault either.
        private bool Count()
        {
            lock (random)
            {
                if (_kill is null)
                {
                    return true;
                }

                if (--_left > 0)
                {
                    return random.Next(50) > 0;
                }

                _kill();
                _kill = null;
                Kills++;
                return true;
            }
        }

        private EmulatorFault FaunaFault()
        {
            lock (random)
            {
                return random.Next(4) switch
                {
                    0 => EmulatorFault.Throttled,
                    1 => EmulatorFault.Reset,
                    2 => EmulatorFault.Truncated,
                    _ => EmulatorFault.Closed,
                };
            }
        }

        private ProxyAction StorageFault()
        {
            lock (random)
            {
                return random.Next(3) switch
                {
                    0 => ProxyAction.Cut,
                    1 => ProxyAction.LoseAnswer,
                    _ => ProxyAction.Answer(503, "ServerBusy"),
                };
            }
        }
    }
}
