using FaunaFunctions.Core.Local;

namespace FaunaFunctions.Core.Tests.Local;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_many_that_publish_under_one_name_without_any_lock_one_wins()
    {
        const int Racers = 4;
        for (var round = 0; round < 100; round++)
        {
            var path = _folder[$"part-{round}"];
            using var gate = new Barrier(Racers);
            var racers = Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(() =>
            {
                var temporary = $"{path}.{racer}.tmp";
                File.WriteAllText(temporary, $"{racer}");
                gate.SignalAndWait(Cancel);
                return DurableFile.TryPublish(temporary, path) ? racer : -1;
            }, Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

            var winner = Assert.Single(await Task.WhenAll(racers), racer => racer >= 0);
            Assert.Equal($"{winner}", await File.ReadAllTextAsync(path, Cancel));
        }
    }

    [Fact]
    public async Task A_replacement_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder["document"];
        await DurableFile.ReplaceAsync(path, path + ".tmp", "old"u8.ToArray(), Cancel);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DurableFile.ReplaceAsync(path, path + ".tmp", "new"u8.ToArray(), cancelled.Token));

        Assert.Equal("old"u8.ToArray(), await DurableFile.ReadAsync(path, Cancel));
        Assert.Equal(["document"], _folder.Files());
    }
}
