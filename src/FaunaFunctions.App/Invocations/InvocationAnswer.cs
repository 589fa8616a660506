using System.Text.Json;
using System.Text.Json.Serialization;

namespace FaunaFunctions.App.Invocations;

/// <summary>What the host is answered when an invocation succeeded. Never empty: the host would wait for more until its timeout.</summary>
/// <param name="Outputs">Values of output bindings; there are none.</param>
/// <param name="Logs">Lines for the invocation's log.</param>
internal sealed record InvocationAnswer(IReadOnlyDictionary<string, string> Outputs, IReadOnlyList<string> Logs)
{
    /// <summary>An answer of some lines.</summary>
    public static InvocationAnswer Of(params IReadOnlyList<string> logs) => new(new Dictionary<string, string>(), logs);
}

/// <summary>What the host is answered when an invocation failed, with a status that is no success.</summary>
/// <param name="Error">A stable name: the exception's type.</param>
/// <param name="Message">What, where and what to do.</param>
internal sealed record InvocationFailure(string Error, string Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.General)]
[JsonSerializable(typeof(InvocationAnswer))]
[JsonSerializable(typeof(InvocationFailure))]
internal sealed partial class InvocationJson : JsonSerializerContext;
