using System.Text.Json;
using System.Text.Json.Nodes;
using FaunaFunctions.Core.Configuration;
using NJsonSchema;
using static FaunaFunctions.Core.Tests.Configuration.SettingsText;

namespace FaunaFunctions.Core.Tests.Configuration;

public sealed class SettingsSchemaTests
{
    private static readonly string SchemaText = File.ReadAllText(RepositoryFile.PathOf("exports.schema.json"));

    [Fact]
    public async Task The_sample_is_valid_for_the_reader_and_the_schema()
    {
        var file = RepositoryFile.PathOf("exports.sample.json");

        var settings = await SettingsReader.ReadAsync(file, FaunaSecret, TestContext.Current.CancellationToken);

        Assert.Equal(["products", "orders"], settings.Exports.Select(e => e.Name));
        Assert.Empty(settings.Warnings);
        Assert.True(await IsValidAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Schema_and_reader_know_the_same_fields()
    {
        var schema = JsonNode.Parse(SchemaText)!;

        Assert.Equal(SettingsReader.Fields, FieldsAt(schema));
        Assert.Equal(StorageReader.Fields, FieldsAt(schema["properties"]!["storage"]!));
        Assert.Equal(StorageReader.AzureFields, FieldsAt(schema["properties"]!["storage"]!["properties"]!["azure"]!));
        Assert.Equal(ConnectionReader.Fields, FieldsAt(schema["definitions"]!["connection"]!));
        Assert.Equal(ExportReader.Fields, FieldsAt(schema["definitions"]!["export"]!));
        Assert.Equal(ColumnReader.Fields, FieldsAt(schema["definitions"]!["column"]!));
        Assert.Equal(ColumnReader.DeletionFields, FieldsAt(schema["definitions"]!["deletions"]!));
        Assert.Equal(
            ColumnReader.Types,
            schema["definitions"]!["column"]!["properties"]!["type"]!["enum"]!.AsArray().Select(t => t!.GetValue<string>()));
    }

    [Fact]
    public void Every_field_of_the_schema_is_explained()
    {
        var undescribed = new[] { "connection", "export", "column" }
            .SelectMany(d => JsonNode.Parse(SchemaText)!["definitions"]![d]!["properties"]!.AsObject().Select(p => (Field: $"{d}.{p.Key}", p.Value)))
            .Where(p => string.IsNullOrEmpty(p.Value!["description"]?.GetValue<string>()))
            .Select(p => p.Field);

        Assert.Empty(undescribed);
    }

    [Theory]
    [InlineData("\"pageSize\": 100000, \"parallelism\": 64, \"keepSnapshots\": 1, \"partSize\": \"1 KiB\"", true)]
    [InlineData("\"pageSize\": 1, \"parallelism\": 1, \"partSize\": 4294967296, \"compression\": \"none\"", true)]
    [InlineData("\"index\": \"i\", \"deletions\": \"deleted_field\"", true)]
    [InlineData("\"index\": \"i\", \"deletions\": {\"mode\": \"deleted_field\", \"column\": \"gone\"}", true)]
    [InlineData("\"schedule\": \"0 */5 * * * *\"", true)]
    [InlineData("\"schedule\": \"%S%\"", true)]
    [InlineData("\"additionalColumns\": [{\"name\": \"a\", \"path\": [\"ttl\"], \"type\": \"string\"}]", true)]
    [InlineData("\"pageSize\": 0", false)]
    [InlineData("\"pageSize\": 100001", false)]
    [InlineData("\"pageSize\": \"64\"", false)]
    [InlineData("\"parallelism\": 65", false)]
    [InlineData("\"keepSnapshots\": 0", false)]
    [InlineData("\"partSize\": 1023", false)]
    [InlineData("\"partSize\": \"64 MiBs\"", false)]
    [InlineData("\"compression\": \"zstd\"", false)]
    [InlineData("\"mode\": \"both\"", false)]
    [InlineData("\"index\": \"\"", false)]
    [InlineData("\"schedule\": \"*/5 * * * *\"", false)]
    [InlineData("\"deletions\": \"keep\"", false)]
    [InlineData("\"deletions\": {\"column\": \"x\"}", false)]
    [InlineData("\"page_size\": 64", false)]
    [InlineData("\"additionalColumns\": [{\"name\": \"data\", \"path\": [\"ttl\"], \"type\": \"string\"}]", false)]
    [InlineData("\"additionalColumns\": [{\"name\": \"deleted_inferred\", \"path\": [\"ttl\"], \"type\": \"boolean\"}]", false)]
    [InlineData("\"index\": \"i\", \"deletions\": {\"mode\": \"deleted_field\", \"column\": \"deleted_inferred\"}", false)]
    [InlineData("\"additionalColumns\": [{\"name\": \"a\", \"path\": [], \"type\": \"string\"}]", false)]
    [InlineData("\"additionalColumns\": [{\"name\": \"a\", \"path\": [\"data\", 1], \"type\": \"string\"}]", false)]
    [InlineData("\"additionalColumns\": [{\"name\": \"a\", \"path\": [\"data\"], \"type\": \"text\"}]", false)]
    public Task Schema_and_reader_agree_on_an_exports_values(string fields, bool valid) => AssertAgreeAsync(WithExport(fields), valid);

    [Theory]
    [InlineData("\"secret\": \"%FAUNA_SECRET%\", \"scheme\": \"http\", \"domain\": \"::1\", \"port\": 8443, \"api\": \"v4\"", true)]
    [InlineData("\"secret\": \"s\", \"port\": \"%P%\"", true)]
    [InlineData("\"domain\": \"x\"", false)]
    [InlineData("\"secret\": \"s\", \"port\": \"8443\"", false)]
    [InlineData("\"secret\": \"s\", \"port\": 65536", false)]
    [InlineData("\"secret\": \"s\", \"scheme\": \"ftp\"", false)]
    [InlineData("\"secret\": \"s\", \"domain\": \"https://x\"", false)]
    [InlineData("\"secret\": \"s\", \"api\": \"v10\"", true)]
    [InlineData("\"secret\": \"s\", \"token\": \"x\"", false)]
    public Task Schema_and_reader_agree_on_a_connections_values(string fields, bool valid) => AssertAgreeAsync(WithConnection(fields), valid);

    [Theory]
    [InlineData("\"folder\": \"out\"", true)]
    [InlineData("\"azure\": {}", true)]
    [InlineData("\"azure\": {\"container\": \"parts\", \"table\": \"%P%\"}", true)]
    [InlineData("", true)]
    [InlineData("\"folder\": \"out\", \"azure\": {}", false)]
    [InlineData("\"azure\": true", false)]
    [InlineData("\"azure\": {\"container\": \"\"}", false)]
    [InlineData("\"azure\": {\"account\": \"x\"}", false)]
    public Task Schema_and_reader_agree_on_where_records_go(string fields, bool valid) => AssertAgreeAsync(
        $$$"""{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [{"collection": "c"}], "storage": { {{{fields}}} }}""", valid);

    private static async Task AssertAgreeAsync(string json, bool valid)
    {
        static string? AppSetting(string name) => name == "P" ? "8443" : FaunaSecret(name);

        Assert.Equal(valid, await IsValidAsync(json));
        if (valid)
        {
            Read(json, AppSetting);
        }
        else
        {
            Problems(json, AppSetting);
        }
    }

    private static async Task<bool> IsValidAsync(string json)
    {
        var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        var schema = await JsonSchema.FromJsonAsync(SchemaText, TestContext.Current.CancellationToken);
        return schema.Validate(JsonNode.Parse(json, documentOptions: options)!.ToJsonString()).Count == 0;
    }

    private static IEnumerable<string> FieldsAt(JsonNode schema) => schema["properties"]!.AsObject().Select(p => p.Key);
}
