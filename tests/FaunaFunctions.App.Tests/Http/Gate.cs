using FaunaFunctions.Emulator;
using FaunaFunctions.Emulator.Faults;

namespace FaunaFunctions.App.Tests.Http;

/// <summary>Holds requests to the emulator back until it is opened.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly FaunaEmulator _fauna;
    private int _held;

    /// <param name="fauna">The emulator.</param>
    /// <param name="behind">How many requests pass first.</param>
    public Gate(FaunaEmulator fauna, int behind = 0)
    {
        _fauna = fauna;
        var first = fauna.Statistics.RequestCount + behind;
        fauna.Faults.OnRequest = request =>
        {
            if (request.Number > first)
            {
                Interlocked.Increment(ref _held);
                _open.Wait(TimeSpan.FromSeconds(30));
            }

            return EmulatorFault.None;
        };
    }

    public async Task HoldsAsync()
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(30); Volatile.Read(ref _held) == 0; await Task.Delay(5, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < deadline, "No request came.");
        }
    }

    public void Open()
    {
        _fauna.Faults.OnRequest = null;
        _open.Set();
    }

    public void Dispose()
    {
        Open();
        _open.Dispose();
    }
}
