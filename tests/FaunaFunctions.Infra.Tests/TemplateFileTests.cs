using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FaunaFunctions.Infra.Tests.Bicep;

namespace FaunaFunctions.Infra.Tests;

/// <summary>The Bicep files themselves: they compile, lint and are formatted without a word from the compiler.</summary>
public sealed partial class TemplateFileTests(Templates templates)
{
    [Fact]
    public async Task Every_file_compiles_and_lints_without_a_warning()
    {
        var run = await Compiler.RunAsync(templates.Infra, "lint", "--pattern", "**/*.bicep");

        Assert.Equal("", run.Messages);
        Assert.Equal(0, run.Code);
    }

    [Fact]
    public async Task The_linter_is_listening()
    {
        var file = Path.Combine(templates.Infra, "broken.bicep");
        await File.WriteAllTextAsync(file, "param unused string\n");
        try
        {
            var run = await Compiler.RunAsync(templates.Infra, "lint", "broken.bicep");

            Assert.Contains("Error no-unused-params", run.Messages, StringComparison.Ordinal);
            Assert.Contains("Error use-description-params", run.Messages, StringComparison.Ordinal);
            Assert.Equal(1, run.Code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Every_file_is_formatted()
    {
        var run = await Compiler.RunAsync(templates.Folder, "format", "--pattern", "**/*.bicep*", "--config", Path.Combine(templates.Infra, "bicepconfig.json"));

        Assert.Equal("", run.Messages);
        var files = Directory.EnumerateFiles(templates.Folder, "*.bicep*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(templates.Folder, file)).ToList();
        Assert.Contains("infra/main.bicepparam", files);
        foreach (var file in files)
        {
            Assert.Equal(Repository.Read(file), await File.ReadAllTextAsync(Path.Combine(templates.Folder, file)));
        }
    }

    [Fact]
    public async Task The_compiled_template_asks_for_no_key_and_gives_no_secret_away()
    {
        var template = await CompileAsync();
        var text = template.ToJsonString();

        Assert.DoesNotMatch(KeyFunction(), text);
        foreach (var (name, parameter) in template["parameters"]!.AsObject())
        {
            Assert.True(parameter!["metadata"]?["description"] is not null, $"parameter {name} has no description");
        }

        Assert.Equal("secureObject", (string?)template["parameters"]!["secrets"]!["type"]);
        Assert.DoesNotContain("secrets'", template["outputs"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_for_exports_have_the_fields_of_exports_json()
    {
        var template = await CompileAsync();
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(Repository.PathOf("exports.schema.json")))!["definitions"]!;

        foreach (var (type, definition) in new[] { ("exportSettings", "export"), ("connection", "connection"), ("column", "column"), ("deletions", "deletions") })
        {
            var ours = template["definitions"]!.AsObject().Single(d => d.Key == type || d.Key.EndsWith("." + type, StringComparison.Ordinal)).Value!;
            Assert.Equal(FieldsOf(schema[definition]!), FieldsOf(ours));
        }
    }

    internal async Task<JsonObject> CompileAsync()
    {
        var run = await Compiler.RunAsync(templates.Infra, "build", "main.bicep", "--stdout");
        Assert.Equal("", run.Messages);
        return JsonNode.Parse(run.Output)!.AsObject();
    }

    private static IEnumerable<string> FieldsOf(JsonNode definition) => definition["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal);

    [GeneratedRegex("list(Keys|AccountSas|ServiceSas|Secrets|Credentials)|AccountKey=|SharedAccessSignature|InstrumentationKey|administratorLogin", RegexOptions.IgnoreCase)]
    private static partial Regex KeyFunction();
}
