namespace FaunaFunctions.Core.Fauna;

/// <summary>
/// A Fauna secret. It prints as <c>***</c> wherever it is formatted, logged or serialized;
/// only the transport reveals it, into the authorization header.
/// </summary>
public sealed class Secret
{
    private readonly string _value;

    /// <param name="value">The secret itself; neither null nor blank.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is blank.</exception>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        _value = value;
    }

    /// <summary>The secret in clear text. Nothing but an authorization header may hold it.</summary>
    internal string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
