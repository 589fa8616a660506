using System.Text;
using FaunaFunctions.Core.Configuration;
using static FaunaFunctions.Core.Tests.Configuration.SettingsText;

namespace FaunaFunctions.Core.Tests.Configuration;

public sealed class SettingsProblemTests
{
    [Fact]
    public void All_problems_are_told_at_once_each_with_file_line_column_path_and_what_to_do()
    {
        var problems = Problems(
            """
            {
              "connections": {
                "main": {"domain": "https://db.fauna.com", "port": 0, "secret": "%MISSING%"},
                "other": {"scheme": "ftp"}
              },
              "exports": [
                {"connection": "main", "collection": "a", "page_size": 64},
                {
                  "connection": "mian", "collection": "b", "mode": "incremental",
                  /* ü */ "pageSize": "many", "parallelism": 65,
                  "schedule": "*/5 * * * *"
                },
                {"connection": "other", "name": "B", "collection": "x", "mode": "incremental"},
                {"collection": "y"}
              ],
              "stroage": {}
            }
            """);

        Assert.Equal(
            [
                "exports.json:3:24 connections.main.domain: must be a host name or address alone, without scheme, port and path, such as \"db.fauna.com\", not \"https://db.fauna.com\".",
                "exports.json:3:56 connections.main.port: must be a whole number from 1 to 65535, not 0.",
                "exports.json:3:69 connections.main.secret: app setting 'MISSING' is not set. Set it (in a local run: the environment variable MISSING), or name another one.",
                "exports.json:4:14 connections.other.secret: is missing. Give the key's secret as \"%FAUNA_SECRET%\", the name of an app setting that holds it.",
                "exports.json:4:25 connections.other.scheme: must be \"https\" or \"http\", not \"ftp\".",
                "exports.json:7:47 exports[0].page_size: is no setting here; did you mean 'pageSize'?",
                "exports.json:9:21 exports[1].connection: names no connection; did you mean 'main'?",
                "exports.json:10:27 exports[1].pageSize: must be a whole number from 1 to 100000, not \"many\".",
                "exports.json:10:50 exports[1].parallelism: must be a whole number from 1 to 64, not 65.",
                "exports.json:11:19 exports[1].schedule: must have the six fields {second} {minute} {hour} {day} {month} {day of week}, such as \"0 */5 * * * *\" for every five minutes; it has 5.",
                "exports.json:13:5 exports[2]: is named 'B' like exports[1] (case does not count, and characters other than letters, digits, '-' and '_' become '-'). Give it a 'name' of its own.",
                "exports.json:14:5 exports[3].connection: is missing. There is more than one: 'main', 'other'. Name the one that this export reads.",
                "exports.json:16:3 stroage: is no setting here; did you mean 'storage'?",
            ],
            problems);
    }

    [Theory]
    [InlineData("\"index\": \"\"", "exports[0].index: must not be empty; leave it out when it is not needed.")]
    [InlineData("\"index\": null", "exports[0].index: must be a text, not null.")]
    [InlineData("\"mode\": \"incremental\"", "exports[0].mode: \"incremental\" needs an 'index' with the values ts and ref and no terms.")]
    [InlineData("\"mode\": \"Full\"", "exports[0].mode: must be \"full\" or \"incremental\", not \"Full\".")]
    [InlineData("\"pageSize\": 0", "exports[0].pageSize: must be a whole number from 1 to 100000, not 0.")]
    [InlineData("\"pageSize\": 100001", "exports[0].pageSize: must be a whole number from 1 to 100000, not 100001.")]
    [InlineData("\"pageSize\": 1.5", "exports[0].pageSize: must be a whole number from 1 to 100000, not 1.5.")]
    [InlineData("\"parallelism\": -1", "exports[0].parallelism: must be a whole number from 1 to 64, not -1.")]
    [InlineData("\"keepSnapshots\": 0", "exports[0].keepSnapshots: must be a whole number from 1 to 1000, not 0.")]
    [InlineData("\"compression\": \"zip\"", "exports[0].compression: must be \"gzip\" or \"none\", not \"zip\".")]
    [InlineData("\"dataColumn\": \"yes\"", "exports[0].dataColumn: must be true or false, not \"yes\".")]
    [InlineData("\"deletions\": \"deleted_field\"", "exports[0].deletions: only incremental exports see deletions.")]
    [InlineData("\"index\": \"i\", \"mode\": \"full\", \"deletions\": \"deleted_field\"", "exports[0].deletions: only incremental exports see deletions.")]
    [InlineData("\"index\": \"i\", \"deletions\": \"drop\"", "exports[0].deletions: must be \"ignore\" or { \"mode\": \"deleted_field\", \"column\": \"deleted_at\" }, not \"drop\".")]
    [InlineData("\"index\": \"i\", \"deletions\": true", "exports[0].deletions: must be \"ignore\" or { \"mode\": \"deleted_field\", \"column\": \"deleted_at\" }, not true or false.")]
    [InlineData("\"index\": \"i\", \"deletions\": {}", "exports[0].deletions.mode: is missing. It is \"ignore\" or \"deleted_field\".")]
    [InlineData("\"index\": \"i\", \"deletions\": {\"mode\": \"ignore\", \"deletion_mode\": \"ignore\"}", "exports[0].deletions.deletion_mode: is no setting here; did you mean 'mode'?")]
    [InlineData("\"index\": \"i\", \"deletions\": {\"mode\": \"deleted_field\", \"column\": \"ts\"}", "exports[0].deletions.column: the column name 'ts' is reserved")]
    [InlineData("\"fullSchedule\": \"0 0 3 * * SUN\"", "exports[0].fullSchedule: is for incremental exports")]
    [InlineData("\"schedule\": \"0 0 25 * * *\"", "exports[0].schedule: is no NCRONTAB expression")]
    [InlineData("\"schedule\": 5", "exports[0].schedule: must be a text, not a number.")]
    [InlineData("\"name\": \"***\"", "exports[0].name: no letter or digit is left for the export's name.")]
    [InlineData("\"connection\": \"second\"", "exports[0].connection: names no connection. There are: 'main'.")]
    [InlineData("\"colour\": 1", "exports[0].colour: is no setting here. There are: name, connection, collection, exclude, mode,")]
    [InlineData("\"exclude\": [\"x\"]", "exports[0].exclude: is for exports of every collection: set 'collection' to \"*\"")]
    [InlineData("\"additionalColumns\": {}", "exports[0].additionalColumns: must be an array [ … ] of columns, not an object.")]
    public void A_wrong_setting_of_an_export_gets_one_error_that_names_it(string fields, string expected) =>
        Assert.StartsWith(expected, WithoutPlace(Assert.Single(Problems(WithExport(fields)))), StringComparison.Ordinal);

    [Fact]
    public void A_whole_database_needs_a_name() => Assert.StartsWith(
        "exports[0].collection: '*' is no name. Give a 'name', such as \"name\": \"shop\".",
        WithoutPlace(Assert.Single(Problems("""{"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [ {"collection": "*"} ]}"""))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"name\": \"ref\", \"path\": [\"a\"], \"type\": \"string\"}", "[0].name: the column name 'ref' is reserved")]
    [InlineData("{\"name\": \"ts\", \"path\": [\"a\"], \"type\": \"string\"}", "[0].name: the column name 'ts' is reserved")]
    [InlineData("{\"name\": \"data\", \"path\": [\"a\"], \"type\": \"string\"}", "[0].name: the column name 'data' is reserved")]
    [InlineData("{\"name\": \"deleted_at\", \"path\": [\"a\"], \"type\": \"string\"}", "[0].name: the column name 'deleted_at' is taken by exports[0].deletions.")]
    [InlineData("{\"name\": \"a\", \"path\": [\"a\"], \"type\": \"string\"}, {\"name\": \"a\", \"path\": [\"b\"], \"type\": \"string\"}", "[1].name: the column name 'a' is taken by exports[0].additionalColumns[0].name.")]
    [InlineData("{\"name\": \"a\", \"path\": [], \"type\": \"string\"}", "[0].path: must be an array of field names from the top of the document")]
    [InlineData("{\"name\": \"a\", \"path\": \"data\", \"type\": \"string\"}", "[0].path: must be an array of field names from the top of the document")]
    [InlineData("{\"name\": \"a\", \"path\": [\"data\", 0], \"type\": \"string\"}", "[0].path[1]: must be a field name: positions in arrays cannot be addressed.")]
    [InlineData("{\"name\": \"a\", \"path\": [\"data\"], \"type\": \"text\"}", "[0].type: must be one of \"string\", \"number\"")]
    [InlineData("{\"name\": \"a\", \"path\": [\"data\"]}", "[0].type: is missing.")]
    [InlineData("{\"path\": [\"data\"], \"type\": \"string\"}", "[0].name: is missing.")]
    [InlineData("{\"name\": \"a\", \"type\": \"string\"}", "[0].path: is missing.")]
    [InlineData("{\"name\": \"a\", \"path\": [\"data\"], \"type\": \"string\", \"airbyte_type\": \"x\"}", "[0].airbyte_type: is no setting here; did you mean 'airbyteType'?")]
    [InlineData("\"a\"", "[0]: must be an object { … }, not a text.")]
    public void A_wrong_column_gets_one_error_that_names_it(string columns, string expected) =>
        Assert.StartsWith(
            "exports[0].additionalColumns" + expected,
            WithoutPlace(Assert.Single(Problems(WithExport($"\"index\": \"i\", \"deletions\": \"deleted_field\", \"additionalColumns\": [{columns}]")))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\"secret\": \"\"", "connections.main.secret: must not be empty")]
    [InlineData("\"secret\": 5", "connections.main.secret: must be a text, not a number.")]
    [InlineData("\"secret\": \"fn\\nSecret\"", "connections.main.secret: the secret holds white space")]
    [InlineData("\"secret\": \"s\", \"domain\": \"localhost:8443\"", "connections.main.domain: must be a host name or address alone")]
    [InlineData("\"secret\": \"s\", \"port\": \"443\"", "connections.main.port: must be a whole number from 1 to 65535, not \"443\".")]
    [InlineData("\"secret\": \"s\", \"port\": \"%FAUNA_SECRET%\"", "connections.main.port: the app setting must hold a whole number from 1 to 65535.")]
    [InlineData("\"secret\": \"s\", \"api\": \"v5\"", "connections.main.api: must be \"v4\" or \"v10\", not \"v5\".")]
    [InlineData("\"secret\": \"s\", \"collection\": \"c\"", "connections.main.collection: is no setting here.")]
    public void A_wrong_setting_of_a_connection_gets_one_error_that_names_it(string fields, string expected) =>
        Assert.StartsWith(expected, WithoutPlace(Assert.Single(Problems(WithConnection(fields)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "connections: is missing.", "exports: is missing.")]
    [InlineData("{\"connections\": {}, \"exports\": []}", "connections: must be an object of named connections", "exports: must be an array of exports")]
    [InlineData("[]", "must be an object { … }, not an array.")]
    [InlineData("{\"connections\": {\"a\": {\"secret\": \"%FAUNA_SECRET%\"}}, \"exports\": [{\"collection\": \"c\"}], \"storage\": {\"container\": \"x\"}}", "storage.container: is no setting here. There are: folder, azure.")]
    [InlineData("{\"connections\": {\"a\": {\"secret\": \"%FAUNA_SECRET%\"}}, \"exports\": [{\"collection\": \"c\"}], \"storage\": {\"folder\": \"x\", \"azure\": {}}}", "storage: names both a folder and Azure.")]
    [InlineData("{\"connections\": {\"a\": {\"secret\": \"%FAUNA_SECRET%\"}}, \"exports\": [{\"collection\": \"c\"}], \"storage\": {\"azure\": {\"contaner\": \"x\"}}}", "storage.azure.contaner: is no setting here; did you mean 'container'?")]
    [InlineData("{\"connections\": {\"a b\": {\"secret\": 1}}, \"exports\": [{\"collection\": \"c\"}]}", "connections[\"a b\"].secret: must be a text, not a number.")]
    [InlineData("{\"connections\": {\"a\": {\"secret\": \"%FAUNA_SECRET%\", \"port\": 1, \"port\": 2}}, \"exports\": [{\"collection\": \"c\"}]}", "connections.a.port: is given twice, first in line 1. Remove one.")]
    public void A_wrong_document_is_told_where(string json, params string[] expected)
    {
        var problems = Problems(json);

        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected.Zip(problems), pair => Assert.StartsWith(pair.First, WithoutPlace(pair.Second), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\n  \"connections\": {\n    \"ä\": {]\n", "exports.json:3:11: is not valid JSON:")]
    [InlineData("{\n  \"connections\": tru\n}", "exports.json:2:21: is not valid JSON: a value here is neither true, false nor null, and has no quotes.")]
    [InlineData("{\"connections\": {}", "exports.json:1:19: is not valid JSON:")]
    [InlineData("{} {}", "exports.json:1:4: is not valid JSON:")]
    [InlineData("{\"a\": \"\\ud800\"}", "exports.json:1:7 a: holds half of a surrogate pair")]
    [InlineData("", "exports.json: is empty.")]
    [InlineData("\n ", "exports.json: is empty.")]
    [InlineData("// nothing", "exports.json:1:11: is not valid JSON:")]
    public void Malformed_json_is_told_with_line_and_column(string json, string expected) =>
        Assert.Contains(Problems(json), p => p.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Another_encoding_is_named_as_the_problem() =>
        Assert.Equal(
            "exports.json: is not UTF-8 text. Save it with the encoding UTF-8.",
            Assert.Throws<SettingsInvalid>(() => SettingsReader.Read(Encoding.Unicode.GetPreamble(), "exports.json", NoAppSettings)).Message);

    private static string WithoutPlace(string problem) => problem[(problem.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
