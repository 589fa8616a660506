namespace FaunaFunctions.App.Tests.Scenarios.Support;

/// <summary>Waits for what another process does.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Until a condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition, Func<string>? otherwise = null) => UntilAsync(() => Task.FromResult(condition()), otherwise);

    /// <summary>Until a condition holds.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="otherwise">What to say when it never did.</param>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"It did not come within {Patience}. {otherwise?.Invoke()}");
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }
}
