namespace FaunaFunctions.App.Hosting;

/// <summary>
/// Functions that an app setting switches off: the host's own way, which the app follows too. On Linux a plan takes no <c>-</c> in a setting's name and
/// hands a <c>.</c> on as <c>_</c>, so the host never finds the setting of <c>export-orders</c>: here it counts with <c>_</c> in their place.
/// </summary>
internal static class FunctionSwitch
{
    /// <summary>The line of a switched-off function for its invocation's log; null when it is on.</summary>
    /// <param name="environment">App settings.</param>
    /// <param name="function">The function, such as <c>export-orders</c>.</param>
    public static string? Off(HandlerEnvironment environment, string function) =>
        Names(function).FirstOrDefault(name => environment.FindRaw(name) is { } text && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase)))
            is { } setting ? $"{function} is switched off by the app setting {setting}." : null;

    private static IEnumerable<string> Names(string function) =>
        [$"AzureWebJobs.{function}.Disabled", $"AzureWebJobs_{function}_Disabled", $"AzureWebJobs_{function.Replace('-', '_')}_Disabled"];
}
