using FaunaFunctions.Emulator.Tests.Server;

namespace FaunaFunctions.Emulator.Tests.Algorithm;

/// <summary>
/// Does the export algorithm hold on the emulator, as it does on a real server? Random writers run beside a full export and many windows
/// of changes; after each window the exported rows must make up the collection.
/// </summary>
public sealed class AlgorithmTests
{
    private const int Writers = 4;
    private const int Rounds = 25;
    private const int TransactionsPerRound = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rows_exported_beside_writers_make_up_the_collection_each_once(int seed)
    {
        var run = await RunAsync(seed, trustsRemoves: false);

        Assert.Empty(run.Problems);
        Assert.True(run is { Updates: > 500, Deletions: > 100, Committed: > 600 }, $"{run}");
    }

    [Fact]
    public async Task Taking_each_remove_for_a_deletion_is_found_out()
    {
        var run = await RunAsync(seed: 1, trustsRemoves: true);

        Assert.Contains(run.Problems, p => p.StartsWith("a version and a deletion at one time", StringComparison.Ordinal));
    }

    private sealed record Run(IReadOnlyList<string> Problems, int Committed, int Updates, int Deletions);

    private static async Task<Run> RunAsync(int seed, bool trustsRemoves)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var emulator = await EmulatorServer.StartAsync();
        var fauna = await emulator.Root.CreateDatabaseAsync("algorithm", cancellationToken);
        await fauna.AskAsync("""{"create_collection":{"object":{"name":"A","history_days":1}}}""", cancellationToken);
        await fauna.AskAsync(
            """{"create_index":{"object":{"name":"by_ts","source":{"collection":"A"},"values":[{"object":{"field":["ts"]}},{"object":{"field":["ref"]}}]}}}""",
            cancellationToken);

        var writers = Enumerable.Range(0, Writers).Select(i => new Writer(fauna, new Random((seed * 100) + i))).ToArray();
        var exporter = new Exporter(fauna, trustsRemoves);
        var state = new ExportedState();
        await Task.WhenAll(writers.Select(w => w.RunAsync(10, cancellationToken)));

        var time = await fauna.NowAsync(cancellationToken);
        var (updates, deletions) = (0, 0);
        await BesideWritersAsync(async () => state.Start(await exporter.FullAsync(time, 5, 4, cancellationToken)));
        for (var round = 0; round < Rounds; round++)
        {
            await BesideWritersAsync(WindowAsync);
        }

        await WindowAsync();
        return new Run(state.Problems, writers.Sum(w => w.Committed), updates, deletions);

        Task BesideWritersAsync(Func<Task> export) =>
            Task.WhenAll([export(), .. writers.Select(w => w.RunAsync(TransactionsPerRound, cancellationToken))]);

        async Task WindowAsync()
        {
            var end = await fauna.NowAsync(cancellationToken);
            var gone = await exporter.DeletionsAsync(time, end, cancellationToken);
            var changed = await exporter.UpdatesAsync(time, end, cancellationToken);
            foreach (var row in gone.Concat(changed))
            {
                state.Add(row);
            }

            (updates, deletions, time) = (updates + changed.Count, deletions + gone.Count, end);
            state.Compare(end, await exporter.FullAsync(end, 8, 3, cancellationToken));
        }
    }
}
