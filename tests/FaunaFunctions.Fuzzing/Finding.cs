namespace FaunaFunctions.Fuzzing;

/// <summary>An input that a reader does not stand.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Seed">Makes the input again; null for one that was given.</param>
/// <param name="Input">The input.</param>
/// <param name="Kind">Groups findings of one cause.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(string Target, int? Seed, byte[] Input, string Kind, string What)
{
    public static Finding Of(FuzzTarget target, int? seed, byte[] input, Exception e)
    {
        var place = e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("FaunaFunctions.", StringComparison.Ordinal) && !line.Contains("Fuzzing", StringComparison.Ordinal)) ?? "";
        return new Finding(target.Name, seed, input, $"{e.GetType().Name} {(e is Broken ? e.Message : place.Trim())}", e.ToString());
    }

    public override string ToString() => FormattableString.Invariant($"{Target}, seed {Seed}: {What}\ninput: {Convert.ToBase64String(Input)}");
}
