using FaunaFunctions.App.Tests.Host.Definitions;

namespace FaunaFunctions.App.Tests.Host.Proofs;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("host")]
    [InlineData("1st")]
    [InlineData("has space")]
    [InlineData("dot.ted")]
    [InlineData("-dash")]
    [InlineData("größe")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public void A_function_name_that_the_host_does_not_know_is_refused(string name)
    {
        using var app = new SmallApp((name, SmallApp.Timer));

        Assert.Contains(Refusal(app).Problems, p => p.Contains("is no function name", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"bindings":[]}""", "no bindings")]
    [InlineData("""{"bindings":[""", "fn: ")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"","schedule":"0 * * * * *"}]}""", "binding name")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"my-timer","schedule":"0 * * * * *"}]}""", "binding name")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"out","name":"t","schedule":"0 * * * * *"}]}""", "direction is in")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"t","schedule":"* * * * *"}]}""", "six-field")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"t","schedule":"%NOT_SET%"}]}""", "does not resolve")]
    [InlineData("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"t"}]}""", "no schedule")]
    [InlineData("""{"bindings":[{"type":"http","direction":"out","name":"res"}]}""", "0 triggers")]
    [InlineData("""{"bindings":[{"type":"cosmosTrigger","direction":"in","name":"c"}]}""", "not known")]
    [InlineData("""{"bindings":[{"type":"httpTrigger","direction":"in","name":"r","route":"/x"}]}""", "slash")]
    [InlineData("""{"bindings":[{"type":"httpTrigger","direction":"in","name":"r","authLevel":"none"}]}""", "authLevel")]
    [InlineData("""{"bindings":[{"type":"queueTrigger","direction":"in","name":"q","queueName":"UPPER","connection":"AzureWebJobsStorage"}]}""", "queue name")]
    [InlineData("""{"bindings":[{"type":"queueTrigger","direction":"in","name":"q","queueName":"abc","connection":"AzureWebJobsStorage"}]}""", "connection")]
    public void A_binding_that_the_host_does_not_take_is_refused(string json, string problem)
    {
        using var app = new SmallApp(("fn", json));

        Assert.Contains(Refusal(app).Problems, p => p.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_queue_trigger_needs_the_extension_bundle()
    {
        using var app = new SmallApp(("fn", SmallApp.Queue("abc")));
        app.AppSettings["AzureWebJobsStorage"] = "UseDevelopmentStorage=true";
        app.Write("host.json", """{ "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "handler" } } }""");

        Assert.Contains(Refusal(app).Problems, p => p.Contains("'queueTrigger' is not known", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "customHandler": { "description": { "defaultExecutablePath": "handler" } } }""")]
    [InlineData("""{ "version": "2.0", "customHandler": { "description": { } } }""")]
    [InlineData("""{ "version": "2.0" """)]
    public void A_host_json_without_what_the_host_needs_is_refused(string json)
    {
        using var app = new SmallApp(("fn", SmallApp.Timer));
        app.Write("host.json", json);

        Assert.NotEmpty(Refusal(app).Problems);
    }

    [Fact]
    public void A_schedule_comes_from_its_setting_and_a_function_is_disabled_by_a_setting_only()
    {
        using var app = new SmallApp(
            ("by-setting", """{"disabled":true,"bindings":[{"type":"timerTrigger","direction":"in","name":"t","schedule":"%WHEN%"}]}"""),
            ("off", SmallApp.Timer));
        app.AppSettings["WHEN"] = "0 0 3 * * SUN";
        app.AppSettings["AzureWebJobs.off.Disabled"] = "true";

        var function = Assert.Single(FunctionFolders.Read(app.Root, HostJson.Read(app.Root, app.AppSettings), app.AppSettings));

        Assert.Equal("by-setting", function.Name);
        Assert.Equal("0 0 3 * * SUN", Assert.IsType<TimerTrigger>(function.Trigger).Schedule);
    }

    private static HostRefused Refusal(SmallApp app) =>
        Assert.Throws<HostRefused>(() => FunctionFolders.Read(app.Root, HostJson.Read(app.Root, app.AppSettings), app.AppSettings));
}
