using System.Text;

namespace FaunaFunctions.Emulator.Faults;

/// <summary>A request, as a test sees it before it is answered.</summary>
/// <param name="Number">Its number since the emulator started, from 1.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">HTTP path.</param>
/// <param name="Body">The body as it came.</param>
/// <param name="InFlight">Requests under way, this one included.</param>
public sealed record EmulatorRequest(long Number, string Method, string Path, ReadOnlyMemory<byte> Body, int InFlight)
{
    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);
}
