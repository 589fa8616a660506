namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>How long things take: whole milliseconds, so that much happens at the same time, and sometimes seconds, so that all orders occur.</summary>
internal static class Pace
{
    public static TimeSpan Of(Dice dice)
    {
        var drawn = dice.Below(100);
        return TimeSpan.FromMilliseconds(drawn < 60 ? dice.Between(0, 3) : drawn < 97 ? dice.Between(4, 40) : dice.Between(100, 3000));
    }
}
