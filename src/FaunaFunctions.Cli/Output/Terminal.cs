using System.Text;
using Spectre.Console;

namespace FaunaFunctions.Cli.Output;

/// <summary>
/// Where a command's results (<see cref="Out"/>) and what it says meanwhile (<see cref="Messages"/>) go.
/// Control characters are written to terminals only; a pipe or a file gets plain lines that are never wrapped.
/// </summary>
internal sealed class Terminal
{
    // Nobody reads a pipe in columns: lines are cut nowhere that matters.
    private const int PlainWidth = 1000;

    private Terminal(TextWriter results, bool resultsAreSeen, TextWriter messages, bool messagesAreSeen)
    {
        Out = Open(results, resultsAreSeen);
        Messages = Open(messages, messagesAreSeen);
        ResultWriter = results;
        MessageWriter = messages;
    }

    /// <summary>Results: tables, lists, the answer.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Progress, warnings and errors.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>Results for machines, written as they are.</summary>
    public TextWriter ResultWriter { get; }

    /// <summary>Log lines, written as they are.</summary>
    public TextWriter MessageWriter { get; }

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        return new Terminal(
            Console.IsOutputRedirected ? Plain(Console.OpenStandardOutput()) : Console.Out,
            !Console.IsOutputRedirected,
            Console.IsErrorRedirected ? Plain(Console.OpenStandardError()) : Console.Error,
            !Console.IsErrorRedirected);
    }

    /// <summary>Writers that nobody watches.</summary>
    public static Terminal Of(TextWriter results, TextWriter messages) => new(results, false, messages, false);

    /// <summary>A table in the project's looks: rounded on a terminal, plain elsewhere.</summary>
    public static Table NewTable(IAnsiConsole console, params string[] columns)
    {
        var table = new Table { Border = IsSeen(console) ? TableBorder.Rounded : TableBorder.None };
        table.BorderStyle = Style.Parse("grey");
        foreach (var column in columns)
        {
            table.AddColumn($"[bold]{Markup.Escape(column)}[/]");
        }

        return table;
    }

    /// <summary>Whether somebody looks at a console as it is written.</summary>
    public static bool IsSeen(IAnsiConsole console) => console.Profile.Capabilities.Ansi;

    private static StreamWriter Plain(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    private static IAnsiConsole Open(TextWriter writer, bool seen)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = seen ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = seen ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = seen ? InteractionSupport.Detect : InteractionSupport.No,
            // Build servers are told apart by variables, and would get colours into their log files.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!IsSeen(console))
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
