namespace FaunaFunctions.Emulator.Tests.Transcripts;

/// <summary>An exchange with the answer that was given this time.</summary>
/// <param name="RecordedValue">The recorded answer without what two runs cannot share.</param>
/// <param name="GivenValue">The same of the given answer.</param>
internal sealed record Outcome(Exchange Exchange, string RecordedValue, Answer Given, string GivenValue)
{
    public bool Agrees =>
        Exchange.Answer.Status == Given.Status
        && Exchange.Answer.MediaType == Given.MediaType
        && RecordedValue == GivenValue;

    public string Describe() =>
        $"""
        #{Exchange.Number} {Exchange.Name}
          request   {Short(Exchange.Request, 1000)}
          recorded  {Exchange.Answer.Status} {Exchange.Answer.MediaType} {Short(RecordedValue, 4000)}
          answered  {Given.Status} {Given.MediaType} {Short(GivenValue, 4000)}
          differs   {Difference()}
        """;

    private string Difference()
    {
        var at = 0;
        while (at < RecordedValue.Length && at < GivenValue.Length && RecordedValue[at] == GivenValue[at])
        {
            at++;
        }

        return at == RecordedValue.Length && at == GivenValue.Length
            ? "in the status or content type only"
            : $"from character {at}: {Around(RecordedValue, at)} | {Around(GivenValue, at)}";
    }

    private static string Around(string text, int at) =>
        text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 60)];

    private static string Short(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
