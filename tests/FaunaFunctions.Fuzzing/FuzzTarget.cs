namespace FaunaFunctions.Fuzzing;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Corpus">Inputs that are right, or as they were met; mutations start from them.</param>
/// <param name="RunAsync">Reads an input. Throws nothing for a wrong one but what is documented, which it catches; and <see cref="Broken"/> for a broken promise.</param>
internal sealed record FuzzTarget(string Name, Func<IReadOnlyList<byte[]>> Corpus, Func<byte[], Task> RunAsync)
{
    public static FuzzTarget Of(string name, Func<IReadOnlyList<byte[]>> corpus, Action<byte[]> run) => new(name, corpus, input =>
    {
        run(input);
        return Task.CompletedTask;
    });

    public override string ToString() => Name;
}

/// <summary>A promise that does not hold.</summary>
internal sealed class Broken(string message) : Exception(message)
{
    public static void Unless(bool holds, string promise)
    {
        if (!holds)
        {
            throw new Broken(promise);
        }
    }
}
