using System.Text;
using FaunaFunctions.Core.Catalog;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Tests.Configuration;

namespace FaunaFunctions.Core.Tests.Catalog;

public sealed class CheckResultTests
{
    [Fact]
    public void The_message_is_that_of_the_first_failure()
    {
        var result = CheckResult.Of([
            new CheckItem("settings", CheckStatus.Succeeded, "a"),
            new CheckItem("index", CheckStatus.Warning, "b"),
            new CheckItem("privileges", CheckStatus.Failed, "c \"ü\""),
            new CheckItem("count", CheckStatus.Failed, "d"),
            new CheckItem("ttl", CheckStatus.Skipped, "e"),
        ]);

        Assert.Equal(
            """
            {"status":"FAILED","message":"c \"ü\"","checks":[{"name":"settings","status":"SUCCEEDED","message":"a"},{"name":"index","status":"WARNING","message":"b"},{"name":"privileges","status":"FAILED","message":"c \"ü\""},{"name":"count","status":"FAILED","message":"d"},{"name":"ttl","status":"SKIPPED","message":"e"}]}
            """,
            Encoding.UTF8.GetString(result.ToJson()));
    }

    [Fact]
    public void Warnings_fail_nothing()
    {
        var result = CheckResult.Of([new CheckItem("ttl", CheckStatus.Warning, "b")]);

        Assert.Equal(CheckStatus.Succeeded, result.Status);
        Assert.Equal("The export can run; there is a warning.", result.Message);
    }

    [Fact]
    public void Settings_that_cannot_be_used_are_a_failed_check_with_every_problem()
    {
        var invalid = Assert.Throws<SettingsInvalid>(() => SettingsText.Read("{}"));

        var result = CheckResult.Of(invalid);

        Assert.Equal(CheckStatus.Failed, result.Status);
        Assert.StartsWith("exports.json:1:1 connections: is missing.", result.Message, StringComparison.Ordinal);
        Assert.Equal(["settings", "settings"], result.Checks.Select(c => c.Name));
    }
}
