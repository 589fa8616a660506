using FaunaFunctions.Core.Parts;

namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>Operations of one process on storage: each takes a while, and may go wrong in every way there is.</summary>
internal sealed class Operation(SimulatedProcess process, FaultPlan faults)
{
    // As long as the storage's client tries before it gives up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private readonly World _world = process.World;

    /// <summary>Does it, sooner or later, or not.</summary>
    /// <param name="what">The operation, for traces and messages.</param>
    /// <param name="name">What it is done to.</param>
    /// <param name="effect">What it does; its exceptions are the storage's own answers.</param>
    /// <param name="cancellationToken">Ends the waiting; what was asked for may be done all the same.</param>
    public Task<T> DoAsync<T>(string what, string name, Func<T> effect, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fault = faults.NextForStorage();
        var arrives = fault switch
        {
            Fault.Hangs or Fault.HangsAndIsDone => Patience,
            Fault.Pauses => TimeSpan.FromSeconds(_world.Latency.Between(61, 1500)),
            _ => Pace.Of(_world.Latency),
        };
        _world.After(arrives, process, () => Arrive(what, name, fault, effect, answer));
        if (cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), answer);
            answer.Task.GetAwaiter().UnsafeOnCompleted(registration.Dispose);
        }

        return answer.Task;
    }

    private void Arrive<T>(string what, string name, Fault fault, Func<T> effect, TaskCompletionSource<T> answer)
    {
        _world.Note("storage", process.Number, (long)fault, $"{process.Name} {what} {name}{Told(fault)}");
        switch (fault)
        {
            case Fault.DiesBefore:
                process.Die();
                return;
            case Fault.Hangs:
            case Fault.FailsBefore:
                Fail(what, name, answer);
                return;
            case Fault.HangsAndIsDone:
                Fail(what, name, answer);
                _world.After(TimeSpan.FromMilliseconds(_world.Latency.Between(1, 5000)), null, () => Late(what, name, effect));
                return;
        }

        T? result = default;
        Exception? refusal = null;
        try
        {
            result = effect();
        }
        catch (Exception e) when (e is not FindingException)
        {
            refusal = e;
            _world.Note("refused", process.Number, 0, $"{process.Name} {what} {name}: {e.GetType().Name}");
        }

        switch (fault)
        {
            case Fault.DiesAfter:
                process.Die();
                break;
            case Fault.FailsAfter:
                Fail(what, name, answer);
                break;
            default:
                _world.After(Pace.Of(_world.Latency), process, () => _ = refusal is null ? answer.TrySetResult(result!) : answer.TrySetException(refusal));
                break;
        }
    }

    private void Late<T>(string what, string name, Func<T> effect)
    {
        _world.Note("late", process.Number, 0, $"{process.Name} {what} {name}");
        try
        {
            effect();
        }
        catch (Exception e) when (e is not FindingException)
        {
            _world.Note("refused", process.Number, 0, $"{process.Name} {what} {name}: {e.GetType().Name}");
        }
    }

    private void Fail<T>(string what, string name, TaskCompletionSource<T> answer) =>
        _world.After(
            Pace.Of(_world.Latency),
            process,
            () => answer.TrySetException(new StorageUnavailable($"{what} {name}: the storage could not be reached. Try again.")));

    private static string Told(Fault fault) => fault == Fault.None ? "" : $"  *** {fault}";
}
