namespace FaunaFunctions.Emulator.Tests.Driver;

/// <summary>The official drivers (npm faunadb 4.8.2 for FQL v4, npm fauna 2.5.0 for v10) as clients of the emulator; one case for each JavaScript test.</summary>
public sealed class DriverTests(DriverSuite suite) : IClassFixture<DriverSuite>
{
    public static IEnumerable<TheoryDataRow<string>> Declared =>
        DriverSuite.Declared.Select(name => new TheoryDataRow<string>(name).WithTestDisplayName(name.StartsWith("v10: ", StringComparison.Ordinal) ? $"fauna 2.5.0: {name[5..]}" : $"faunadb 4.8.2: {name}"));

    [Theory]
    [MemberData(nameof(Declared))]
    public void The_official_driver_finds_that(string test) => suite.AssertPassed(test);

    [Fact]
    public void All_declared_tests_ran_and_no_others() =>
        Assert.Equal(DriverSuite.Declared.Order(StringComparer.Ordinal), suite.Ran.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Two_runs_that_install_the_driver_at_once_both_go_on()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        await Task.WhenAll(Installation.EnsureAsync(cancellationToken), Installation.EnsureAsync(cancellationToken));

        Assert.True(Directory.Exists(Path.Combine(Installation.Folder, "node_modules", "faunadb")));
        Assert.True(Directory.Exists(Path.Combine(Installation.Folder, "node_modules", "fauna")));
    }

    [Fact]
    public void The_lock_file_names_no_registry() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Path.Combine(Installation.Folder, "package-lock.json")), StringComparison.Ordinal);
}
