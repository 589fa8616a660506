using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FaunaFunctions.Cli.Failures;

namespace FaunaFunctions.Cli.Output;

/// <summary>Results for machines: one JSON object a line, in the order things finish.</summary>
internal static class MachineOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes an object as a line.</summary>
    public static void Write<T>(Terminal terminal, T value)
    {
        // One write: a reader of the pipe never sees half a line.
        terminal.ResultWriter.Write(JsonSerializer.Serialize(value, Options) + "\n");
        terminal.ResultWriter.Flush();
    }
}

/// <summary>A command that failed as a whole.</summary>
internal sealed record ErrorOutput(ErrorDetail Error);

/// <param name="Kind">Stable name of the error.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Messages">What, where and what to do.</param>
/// <param name="ExitCode">The exit code it leads to.</param>
internal sealed record ErrorDetail(string Kind, string Title, IReadOnlyList<string> Messages, int ExitCode)
{
    /// <summary>The same for machines.</summary>
    public static ErrorDetail Of(Failure failure) => new(failure.Kind, failure.Title, failure.Messages, (int)failure.Code);
}
