using System.Text.RegularExpressions;
using FaunaFunctions.Cli.Failures;

namespace FaunaFunctions.Cli.Functions;

/// <summary>Names of Storage queues, or app settings that hold one.</summary>
internal static partial class QueueName
{
    private const int Shortest = 3;
    private const int Longest = 63;

    /// <summary>The name as it was given.</summary>
    /// <exception cref="UsageInvalid">No queue can have it.</exception>
    public static string Validate(string name) =>
        AppSetting().IsMatch(name) || (name.Length is >= Shortest and <= Longest && Name().IsMatch(name))
            ? name
            : throw new UsageInvalid(
                "--queue must be a queue's name (lowercase letters, digits and single '-', 3 to 63 characters, a letter or digit at both ends) or %APP_SETTING%.");

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A%[A-Za-z0-9_]+%\z")]
    private static partial Regex AppSetting();
}
