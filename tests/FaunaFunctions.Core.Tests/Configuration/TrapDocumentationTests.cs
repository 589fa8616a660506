using System.Text.RegularExpressions;

namespace FaunaFunctions.Core.Tests.Configuration;

/// <summary>What the documentation says of traps is shown by tests that there are.</summary>
public partial class TrapDocumentationTests
{
    [Fact]
    public void Every_trap_of_v10_names_tests_that_there_are()
    {
        var text = File.ReadAllText(RepositoryFile.PathOf("docs/fauna.md"));
        var table = text[text.IndexOf("| shown by |", StringComparison.Ordinal)..];
        var traps = table.Split('\n').Skip(2).TakeWhile(line => line.StartsWith('|')).ToList();
        var tests = typeof(TrapDocumentationTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => $"{type.Name}.{method.Name}"))
            .ToHashSet();

        Assert.InRange(traps.Count, 25, 60);
        Assert.All(traps, trap =>
        {
            var named = Test().Matches(trap).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.Contains(name, tests));
        });
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Test();
}
