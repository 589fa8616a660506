using System.Runtime.CompilerServices;
using FaunaFunctions.Cli.Failures;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Exporting;

namespace FaunaFunctions.Cli.Tests;

public sealed class FailureTests
{
    public static TheoryData<Type> Exceptions() =>
        [.. typeof(Exporter).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Exception)) && !t.IsAbstract && t != typeof(SettingsInvalid))];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Every_error_of_the_exporter_has_an_exit_code_of_its_own_kind(Type type)
    {
        var failure = Failure.Of((Exception)RuntimeHelpers.GetUninitializedObject(type));

        Assert.InRange((int)failure.Code, 2, 4);
        Assert.Equal(type.Name, failure.Kind);
    }

    [Fact]
    public void What_was_ended_before_it_was_done_says_no_more_than_that()
    {
        var failure = Failure.Of(new OperationCanceledException());

        Assert.Equal((ExitCode.Interrupted, "Ended before it was done."), (failure.Code, Assert.Single(failure.Messages)));
    }

    [Fact]
    public void What_nobody_expected_asks_for_a_report()
    {
        var failure = Failure.Of(new InvalidOperationException("Sequence contains no elements."));

        Assert.Equal(ExitCode.Wrong, failure.Code);
        Assert.Contains("--verbose", Assert.Single(failure.Messages), StringComparison.Ordinal);
    }
}
