using System.Text;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Core.Fauna;

namespace FaunaFunctions.Cli.Setup;

/// <summary>A setup as text that can be pasted, a section for each way.</summary>
internal static class SetupText
{
    private const int CommentWidth = 96;

    /// <summary>Writes all sections.</summary>
    public static void Write(Terminal terminal, SetupRequest request, Uri server)
    {
        var steps = SetupPlan.For(request);
        var text = new StringBuilder();
        var isV10 = request.Api == FaunaApi.V10;
        Section(text, "//", isV10
            ? "In a Fauna shell that speaks FQL v10, one after the other, with an admin key"
            : "In the Fauna shell (fauna shell DATABASE), with an admin or server key");
        if (!isV10)
        {
            text.Append("// Through FQL v10 no index is needed: add --api v10 for its commands.\n\n");
        }

        foreach (var step in steps)
        {
            Comment(text, "//", step.Why);
            text.Append(step.Shell).Append("\n\n");
        }

        Section(text, "#", $"The same with curl; {CurlCommand.SecretVariable} holds the secret of an admin key");
        foreach (var step in steps)
        {
            Comment(text, "#", step.Why);
            text.Append(CurlCommand.Write(step, server)).Append("\n\n");
        }

        Section(text, "#", "And exports.json, with the new key's secret in the environment variable FAUNA_SECRET");
        text.Append(SettingsSnippet.Write(request, server)).Append('\n');
        terminal.ResultWriter.Write(text.ToString());
        terminal.ResultWriter.Flush();
    }

    private static void Section(StringBuilder text, string mark, string title) =>
        text.Append(mark).Append(' ').Append('-', 3).Append(' ').Append(title).Append('\n').Append('\n');

    private static void Comment(StringBuilder text, string mark, string comment)
    {
        var width = 0;
        foreach (var word in comment.Split(' '))
        {
            if (width == 0 || width + word.Length >= CommentWidth)
            {
                text.Append(width == 0 ? "" : "\n").Append(mark);
                width = mark.Length;
            }

            text.Append(' ').Append(word);
            width += word.Length + 1;
        }

        text.Append('\n');
    }
}
