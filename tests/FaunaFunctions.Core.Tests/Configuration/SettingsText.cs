using System.Text;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Core.Tests.Configuration;

/// <summary>Settings files written in a test.</summary>
internal static class SettingsText
{
    public static string? NoAppSettings(string name) => null;

    public static string? FaunaSecret(string name) => name == "FAUNA_SECRET" ? "fnSecret" : null;

    public static SettingsFile Read(string json, Func<string, string?>? appSetting = null) =>
        SettingsReader.Read(Encoding.UTF8.GetBytes(json), "exports.json", appSetting ?? FaunaSecret);

    /// <summary>A file with one connection and the export's given fields beside its collection.</summary>
    public static string WithExport(string fields) =>
        $$$"""
        {"connections": {"main": {"secret": "%FAUNA_SECRET%"}}, "exports": [
        {"collection": "orders", {{{fields}}} }]}
        """;

    public static ExportSettings ReadExport(string fields, Func<string, string?>? appSetting = null) =>
        Assert.Single(Read(WithExport(fields), appSetting).Exports);

    /// <summary>A file with a connection of the given fields.</summary>
    public static string WithConnection(string fields) =>
        $$$"""
        {"connections": {"main": {
        {{{fields}}} }}, "exports": [{"collection": "orders"}]}
        """;

    public static IReadOnlyList<string> Problems(string json, Func<string, string?>? appSetting = null) =>
        [.. Assert.Throws<SettingsInvalid>(() => Read(json, appSetting)).Problems.Select(p => p.ToString())];
}
