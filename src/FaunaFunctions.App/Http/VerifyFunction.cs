using FaunaFunctions.App.Exports;
using FaunaFunctions.Core.Databases.Verification;

namespace FaunaFunctions.App.Http;

/// <summary>
/// <c>POST verify/{export}?source=</c>: reads again what was exported. That something is wrong is an answer, not an error. It changes nothing; POST, since it
/// reads every byte, and nobody should do so by following a link.
/// </summary>
internal static class VerifyFunction
{
    /// <summary>Answers.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var question = new Query(context.Request, "source").Flag("source") ? SourceQuestion.Required : SourceQuestion.None;
        var registry = await context.RequestServices.GetRequiredService<ExportSetup>().GetAsync(context.RequestAborted);
        var export = NamedExport.InPath(context, registry);
        var option = question == SourceQuestion.Required ? " --source" : "";
        var instead = $"The export is larger than can be read in this time. Verify it with the command: faunafunctions verify --export {export.Name} --storage azure{option}.";
        var answer = await TimeLimit.RunAsync(context, instead, async cancellationToken =>
        {
            var all = new List<ExportVerification>();
            await foreach (var verification in registry.ExportVerifier().VerifyAsync(export, question, cancellationToken))
            {
                all.Add(verification);
            }

            return new VerifyAnswer(export.Name, all.All(one => one.Passed), all);
        });
        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, answer, HttpJson.Written.VerifyAnswer);
    }
}

/// <param name="Export">The export's name.</param>
/// <param name="Passed">Whether all is as promised.</param>
/// <param name="Exports">What was found: one of a collection's export; of a whole database's its own, and one for each collection.</param>
internal sealed record VerifyAnswer(string Export, bool Passed, IReadOnlyList<ExportVerification> Exports);
