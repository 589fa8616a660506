namespace FaunaFunctions.App.Http;

/// <summary>Ends what would not be answered before Azure's front end gives the request up.</summary>
internal static class TimeLimit
{
    /// <summary>Runs something until the request is given up, or for as long as an answer may take.</summary>
    /// <exception cref="ProblemFound">It took longer.</exception>
    public static Task<T> RunAsync<T>(HttpContext context, Func<CancellationToken, Task<T>> work) =>
        RunAsync(context, "Ask for one export, or for less of it; check tells whether Fauna can be reached.", work);

    /// <summary>The same, with what to do instead.</summary>
    public static async Task<T> RunAsync<T>(HttpContext context, string instead, Func<CancellationToken, Task<T>> work)
    {
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        using var limit = new CancellationTokenSource(HttpGuard.LongestAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw Problem.Of(
                ProblemType.TookTooLong,
                $"There is no answer after {HttpGuard.LongestAnswer.TotalSeconds:0} s. {instead}").Thrown();
        }
    }
}
