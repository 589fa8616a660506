namespace FaunaFunctions.Azurite;

/// <summary>What a <see cref="StorageProxy"/> does to a request.</summary>
public abstract record ProxyAction
{
    private ProxyAction()
    {
    }

    /// <summary>The service never sees it; the connection is cut.</summary>
    public static ProxyAction Cut { get; } = new CutAction(Forwarded: false);

    /// <summary>The service does it; the connection is cut before the answer.</summary>
    public static ProxyAction LoseAnswer { get; } = new CutAction(Forwarded: true);

    /// <summary>The service never sees it, and seems to have answered this.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Azure's error code.</param>
    /// <param name="message">What the answer says; a place for things that must not get into messages.</param>
    public static ProxyAction Answer(int status, string code, string message = "Simulated.") => new AnswerAction(status, code, message);

    /// <summary>Something happens first; then the service gets it.</summary>
    public static ProxyAction After(Func<Task> first) => new AfterAction(first);

    internal sealed record CutAction(bool Forwarded) : ProxyAction;

    internal sealed record AnswerAction(int Status, string Code, string Message) : ProxyAction;

    internal sealed record AfterAction(Func<Task> First) : ProxyAction;
}
