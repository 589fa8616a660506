using System.Text.RegularExpressions;

namespace FaunaFunctions.Infra.Tests;

/// <summary>Container, workflow and azd's file: read as text, since nothing here can run them.</summary>
public sealed partial class DeliveryFileTests
{
    [Fact]
    public void The_container_has_no_shell_and_no_root()
    {
        var lines = Repository.Read("Dockerfile").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        var last = lines[lines.FindLastIndex(line => line.StartsWith("FROM ", StringComparison.Ordinal))..];

        Assert.Matches("^FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-[a-z]+-chiseled$", last[0]);
        Assert.Equal("USER $APP_UID", last.Last(line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.True(last.FindLastIndex(line => line.StartsWith("USER ", StringComparison.Ordinal)) > last.FindLastIndex(line => line.StartsWith("COPY ", StringComparison.Ordinal)));
        Assert.DoesNotContain(last, line => line.StartsWith("RUN ", StringComparison.Ordinal) || line.StartsWith("ADD ", StringComparison.Ordinal));
        Assert.Equal("ENTRYPOINT [\"/app/faunafunctions-app\", \"--standalone\"]", last[^1]);
    }

    [Fact]
    public void The_container_starts_the_program_that_the_package_has()
    {
        var name = Regex.Match(Repository.Read("src/FaunaFunctions.App/FaunaFunctions.App.csproj"), "<AssemblyName>(.*)</AssemblyName>").Groups[1].Value;

        Assert.Contains($"/app/{name}\"", Repository.Read("Dockerfile"), StringComparison.Ordinal);
        Assert.Contains($"\"defaultExecutablePath\": \"{name}\"", Repository.Read("host.json"), StringComparison.Ordinal);
        Assert.Contains("\"--standalone\"", string.Join('\n', Repository.Sources("src/FaunaFunctions.App/Hosting")), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_private_gets_into_the_image()
    {
        var ignored = Repository.Read(".dockerignore").Split('\n');

        Assert.All(new[] { "local.settings.json", "exports.json", ".azure", ".git" }, file => Assert.Contains(file, ignored));
    }

    [Fact]
    public void The_workflow_tests_before_it_deploys_and_stores_no_credential()
    {
        var workflow = Repository.Read(".github/workflows/deploy.yml");

        Assert.Contains("run: .ci/run", workflow, StringComparison.Ordinal);
        Assert.Contains("needs: test", workflow, StringComparison.Ordinal);
        Assert.Contains("id-token: write", workflow, StringComparison.Ordinal);
        Assert.Contains("--federated-credential-provider github", workflow, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets.", workflow, StringComparison.Ordinal);
        Assert.DoesNotContain("FAUNA_SECRET", workflow, StringComparison.Ordinal);
        // Nobody but the deploying job may ask for a token.
        Assert.Single(Token().Matches(workflow));
        Assert.True(workflow.IndexOf("id-token", StringComparison.Ordinal) > workflow.IndexOf("\n  deploy:", StringComparison.Ordinal));
    }

    [Fact]
    public void Azd_finds_the_app_and_the_templates()
    {
        var azure = Repository.Read("azure.yaml");

        var project = Regex.Match(azure, "project: (.*)").Groups[1].Value;
        Assert.True(Directory.Exists(Repository.PathOf(project)), project);
        Assert.Contains("host: function", azure, StringComparison.Ordinal);
        Assert.Contains("language: dotnet", azure, StringComparison.Ordinal);
        Assert.True(File.Exists(Repository.PathOf("infra/main.bicep")));
    }

    [Fact]
    public void Links_of_the_deployment_page_lead_to_files()
    {
        var page = Repository.Read("docs/deploy.md");

        Assert.All(Link().Matches(page).Select(m => m.Groups[1].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal)), target =>
            Assert.True(File.Exists(Path.GetFullPath(Path.Combine(Repository.PathOf("docs"), target.Split('#')[0]))) || target.StartsWith('#'), target));
    }

    [Fact]
    public void The_deployment_page_knows_every_parameter_and_no_other()
    {
        var page = Repository.Read("docs/deploy.md");
        var parameters = Parameter().Matches(Repository.Read("infra/main.bicep")).Select(m => m.Groups[1].Value).ToHashSet();

        var section = page[page.IndexOf("## Parameters", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 4, StringComparison.Ordinal)];
        var told = Row().Matches(section).SelectMany(m => Name().Matches(m.Value.Split('|')[1])).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.Equal(parameters.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("id-token:")]
    private static partial Regex Token();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^param ([A-Za-z]+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\| `.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
