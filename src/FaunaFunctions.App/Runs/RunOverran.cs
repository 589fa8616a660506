namespace FaunaFunctions.App.Runs;

/// <summary>A run did not stop in time after its budget, and was ended before the host would kill the process.</summary>
internal sealed class RunOverran(string export) : Exception(
    $"Export '{export}' did not stop in time when its budget was used up, so it was ended. What was committed stays; the next run goes on from there. If this happens again, make 'partSize' smaller or functionTimeout (host.json) longer.");
