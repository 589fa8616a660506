using System.Globalization;

namespace FaunaFunctions.App.Hosting;

/// <summary>How the process was started.</summary>
/// <param name="Port">TCP port on the loopback address; 0 for a free one.</param>
/// <param name="Standalone">Whether timers and queue are the process's own business, without a Functions host.</param>
internal sealed record HandlerOptions(int Port, bool Standalone)
{
    private const int StandalonePort = 7071;
    private const string Usage = "Start it under the Functions host (func start), or with --standalone [--port N].";

    /// <summary>Reads the command line, and the port that the host chose.</summary>
    /// <exception cref="OptionsInvalid">They cannot be used.</exception>
    public static HandlerOptions Read(ReadOnlySpan<string> arguments, HandlerEnvironment environment)
    {
        var standalone = false;
        int? port = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--standalone":
                    standalone = true;
                    break;
                case "--port" when i + 1 < arguments.Length:
                    port = ParsePort("--port", arguments[++i]);
                    break;
                default:
                    throw new OptionsInvalid($"There is no option {arguments[i].Split('=')[0]}, or it lacks its value. {Usage}");
            }
        }

        const string given = "FUNCTIONS_CUSTOMHANDLER_PORT";
        var chosen = environment.Find(given) ?? environment.Find("FUNCTIONS_HTTPWORKER_PORT");
        port ??= standalone ? StandalonePort
            : chosen is not null ? ParsePort(given, chosen)
            : throw new OptionsInvalid($"{given} is not set, so there is no port to listen on. {Usage}");
        return new HandlerOptions(port.Value, standalone);
    }

    private static int ParsePort(string what, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new OptionsInvalid($"{what} must be a TCP port, 0 to 65535.");
}

/// <summary>The process cannot be started as it was asked to. The message says what to do instead.</summary>
internal sealed class OptionsInvalid(string message) : Exception(message);
