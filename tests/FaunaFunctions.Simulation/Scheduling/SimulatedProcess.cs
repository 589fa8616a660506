namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>A process of the exporter. It may die at any moment: then nothing of it ever happens again.</summary>
/// <param name="world">Where it lives.</param>
/// <param name="name">For traces.</param>
/// <param name="number">Unique in its world, from 1.</param>
/// <param name="skew">How wrong its clock is.</param>
internal sealed class SimulatedProcess(World world, string name, int number, TimeSpan skew)
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProcessTime? _time;

    public World World { get; } = world;

    public string Name { get; } = name;

    public int Number { get; } = number;

    public bool IsDead { get; private set; }

    /// <summary>Completes when it dies.</summary>
    public Task Died => _died.Task;

    /// <summary>The clock as it sees it.</summary>
    public TimeProvider Time => _time ??= new ProcessTime(this, skew);

    public void Die()
    {
        if (!IsDead)
        {
            IsDead = true;
            World.Note("dies", Number, 0, $"{Name}");
            _died.SetResult();
        }
    }
}
