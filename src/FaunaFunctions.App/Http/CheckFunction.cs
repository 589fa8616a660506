using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.App.Http;

/// <summary><c>GET check?export=</c>: whether exports can run as they are configured. That they cannot is an answer, not an error.</summary>
internal static class CheckFunction
{
    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var query = new Query(context.Request, "export");
        ExportRegistry registry;
        try
        {
            registry = await context.RequestServices.GetRequiredService<ExportSetup>().GetAsync(context.RequestAborted);
        }
        catch (SettingsInvalid invalid)
        {
            await WriteAsync(context, CheckAnswer.Of(query.Text("export"), CheckResult.Of(invalid)) with { Export = null });
            return;
        }

        if (query.Text("export") is { } name)
        {
            var export = NamedExport.Find(registry, name);
            await WriteAsync(context, CheckAnswer.Of(export.Name, await TimeLimit.RunAsync(context, registry.Of(export).CheckAsync)));
            return;
        }

        var answers = await TimeLimit.RunAsync(context, async cancellationToken =>
        {
            var all = new List<CheckAnswer>();
            foreach (var export in registry.All)
            {
                all.Add(CheckAnswer.Of(export.Name, await registry.Of(export).CheckAsync(cancellationToken)));
            }

            return all;
        });
        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, CheckAnswers.Of(answers), HttpJson.Written.CheckAnswers);
    }

    private static Task WriteAsync(HttpContext context, CheckAnswer answer) =>
        HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, HttpJson.Written.CheckAnswer);
}

/// <param name="Export">The export's name; null when the settings could not be read.</param>
/// <param name="Status">Whether it can run.</param>
/// <param name="Message">The first failure's message, or a summary.</param>
/// <param name="Checks">What was looked at.</param>
internal sealed record CheckAnswer(string? Export, CheckStatus Status, string Message, IReadOnlyList<CheckItem> Checks)
{
    /// <summary>The same of a check's result.</summary>
    public static CheckAnswer Of(string? export, CheckResult result) => new(export, result.Status, result.Message, result.Checks);
}

/// <param name="Status"><see cref="CheckStatus.Failed"/> when one of them failed.</param>
/// <param name="Message">The first failure's message, or a summary.</param>
/// <param name="Exports">All exports, in the settings' order.</param>
internal sealed record CheckAnswers(CheckStatus Status, string Message, IReadOnlyList<CheckAnswer> Exports)
{
    /// <summary>Several answers as one.</summary>
    public static CheckAnswers Of(IReadOnlyList<CheckAnswer> exports) =>
        exports.FirstOrDefault(e => e.Status == CheckStatus.Failed) is { } failed
            ? new CheckAnswers(CheckStatus.Failed, $"{failed.Export}: {failed.Message}", exports)
            : new CheckAnswers(CheckStatus.Succeeded, "Every export can run.", exports);
}
