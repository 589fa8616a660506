using System.Net;
using System.Text;
using FaunaFunctions.App.Tests.Host.Invocations;

namespace FaunaFunctions.App.Tests.Host.Proofs;

public sealed class AnswerRuleTests
{
    private const string Json = "application/json";

    [Theory]
    [InlineData(200, Json, "{}", Judgement.Succeeded)]
    [InlineData(202, Json, """{"Outputs":{},"Logs":["a"],"ReturnValue":1}""", Judgement.Succeeded)]
    [InlineData(200, Json, """{"Outputs":null,"Logs":null}""", Judgement.Succeeded)]
    [InlineData(200, Json, "", Judgement.Hangs)]
    [InlineData(200, null, "", Judgement.Hangs)]
    [InlineData(204, null, "", Judgement.Hangs)]
    [InlineData(200, Json, "null", Judgement.Hangs)]
    [InlineData(200, Json, "{", Judgement.Failed)]
    [InlineData(200, Json, "[]", Judgement.Failed)]
    [InlineData(200, "text/plain", "{}", Judgement.Failed)]
    [InlineData(200, "application/problem+json", "{}", Judgement.Failed)]
    [InlineData(200, null, "{}", Judgement.Failed)]
    [InlineData(200, Json, """{"Logs":"a"}""", Judgement.Failed)]
    [InlineData(200, Json, """{"Logs":[1]}""", Judgement.Failed)]
    [InlineData(200, Json, """{"logs":[{}]}""", Judgement.Failed)]
    [InlineData(404, Json, "{}", Judgement.Failed)]
    [InlineData(500, Json, """{"Logs":["dropped"]}""", Judgement.Failed)]
    [InlineData(302, Json, "{}", Judgement.Failed)]
    internal void An_answer_is_judged_as_the_host_judges_it(int status, string? type, string body, Judgement expected)
    {
        var verdict = AnswerRules.Judge((HttpStatusCode)status, type, Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, verdict.Judgement);
        Assert.Equal(expected == Judgement.Failed, verdict.Error is not null);
        Assert.True(expected != Judgement.Failed || verdict.Logs.Count == 0);
    }
}
