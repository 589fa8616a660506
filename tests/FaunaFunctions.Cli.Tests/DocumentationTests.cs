using System.CommandLine;
using System.Text.RegularExpressions;
using FaunaFunctions.Cli.Output;
using FaunaFunctions.Cli.Setup;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Cli.Tests;

public sealed partial class DocumentationTests
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    [Fact]
    public void Every_command_and_option_is_in_the_reference()
    {
        var reference = File.ReadAllText(Path.Combine(Root, "docs", "cli.md"));
        var sections = Heading().Split(reference);

        foreach (var command in Commands())
        {
            var section = Assert.Single(sections, s => s.StartsWith(command.Name + "\n", StringComparison.Ordinal));
            Assert.All(command.Options.Where(o => !o.Hidden && o.Name is not "--help"), option =>
                Assert.Contains($"`{option.Name}", option.Name is "--config" or "--export" or "--out" or "--storage" ? reference : section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_reference_has_no_option_that_there_is_not()
    {
        var options = Commands().SelectMany(c => c.Options).Concat(Commands()[0].Parents.OfType<Command>().Single().Options);
        var names = options.SelectMany(o => o.Aliases.Append(o.Name)).ToHashSet();

        var told = Row().Matches(File.ReadAllText(Path.Combine(Root, "docs", "cli.md"))).Select(m => m.Groups[1].Value);

        Assert.Subset(names, told.ToHashSet());
    }

    [Fact]
    public void Commands_of_the_readme_are_understood()
    {
        var commands = Run().Matches(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(m => m.Groups[1].Value.Trim()).ToList();

        Assert.Contains("demo", commands);
        Assert.All(commands, command => Assert.Empty(NewRoot().Parse(command).Errors));
    }

    [Fact]
    public void The_settings_of_the_readme_are_those_that_setup_prints()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var start = readme.IndexOf("   {\n     \"connections\"", StringComparison.Ordinal);
        var json = readme[start..readme.IndexOf("   ```", start, StringComparison.Ordinal)];
        var printed = SettingsSnippet.Write(new SetupRequest(["orders"], Incremental: true, HistoryDays: 3), new Uri("https://db.fauna.com"));

        Assert.Equal(Described(printed), Described(json));
    }

    [Fact]
    public void Links_lead_to_files()
    {
        foreach (var file in (string[])["README.md", Path.Combine("docs", "cli.md")])
        {
            var folder = Path.GetDirectoryName(Path.Combine(Root, file))!;
            var targets = Link().Matches(File.ReadAllText(Path.Combine(Root, file))).Select(m => m.Groups[1].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal));
            Assert.All(targets, target => Assert.True(File.Exists(Path.Combine(folder, target.Split('#')[0])), $"{file} links to {target}"));
        }
    }

    private static string Described(string json)
    {
        var file = SettingsReader.Read(System.Text.Encoding.UTF8.GetBytes(json), "exports.json", _ => "secret");
        var export = Assert.Single(file.Exports);
        return $"{export.Connection.BaseAddress} {export.Name} {export.Collection} {export.Mode} {export.Index} {export.DeletedColumn} {file.Storage.Folder}";
    }

    private static List<Command> Commands() => [.. NewRoot().Subcommands];

    private static RootCommand NewRoot() =>
        CommandLineApp.CreateRoot(new CommandHost(Terminal.Of(TextWriter.Null, TextWriter.Null), new StopSignals(), TimeProvider.System), new Commands.CommonOptions());

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "FaunaFunctions.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"dotnet run --project src/FaunaFunctions\.Cli -- (.*)")]
    private static partial Regex Run();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
