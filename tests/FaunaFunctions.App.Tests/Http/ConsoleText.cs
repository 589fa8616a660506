namespace FaunaFunctions.App.Tests.Http;

/// <summary>What the process prints, from its making to its disposal. An app logs to the console that it finds when it is built.</summary>
internal sealed class ConsoleText : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly StringWriter _text = new();

    public ConsoleText()
    {
        var writer = TextWriter.Synchronized(_text);
        Console.SetOut(writer);
        Console.SetError(writer);
    }

    public override string ToString() => _text.ToString();

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        _text.Dispose();
    }
}
