using System.Text.Json;
using System.Text.Json.Serialization;
using FaunaFunctions.Core.Configuration;

namespace FaunaFunctions.Core.Catalog;

/// <summary>Whether an export can run as it is configured.</summary>
/// <param name="Status"><see cref="CheckStatus.Succeeded"/>, or <see cref="CheckStatus.Failed"/> when one of the checks failed; warnings fail nothing.</param>
/// <param name="Message">The first failure's message; a summary when there was none.</param>
/// <param name="Checks">What was looked at, in order.</param>
public sealed record CheckResult(CheckStatus Status, string Message, IReadOnlyList<CheckItem> Checks)
{
    /// <summary>The result for settings that cannot be used: nothing else was looked at.</summary>
    public static CheckResult Of(SettingsInvalid invalid) => Of([.. invalid.Problems.Select(
        p => new CheckItem(CheckItem.Settings, CheckStatus.Failed, p.ToString()))]);

    /// <summary><c>{"status":"SUCCEEDED"|"FAILED","message":"…","checks":[{"name","status","message"}]}</c> as UTF-8.</summary>
    /// <param name="indented">For people to read.</param>
    public byte[] ToJson(bool indented = false) => JsonSerializer.SerializeToUtf8Bytes(
        this, indented ? CatalogJson.Indented.CheckResult : CatalogJson.Compact.CheckResult);

    internal static CheckResult Of(IReadOnlyList<CheckItem> checks)
    {
        if (checks.FirstOrDefault(c => c.Status == CheckStatus.Failed) is { } failure)
        {
            return new CheckResult(CheckStatus.Failed, failure.Message, checks);
        }

        var warnings = checks.Count(c => c.Status == CheckStatus.Warning);
        var message = warnings switch
        {
            0 => "Everything that was checked is in order.",
            1 => "The export can run; there is a warning.",
            _ => $"The export can run; there are {warnings} warnings.",
        };
        return new CheckResult(CheckStatus.Succeeded, message, checks);
    }
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">Which: <c>settings</c>, <c>connection</c>, <c>collection</c>, <c>index</c>, <c>privileges</c>, <c>history</c>, <c>ttl</c> or <c>count</c>.</param>
/// <param name="Status">How it is.</param>
/// <param name="Message">A sentence that says it; for a failure also what to do.</param>
public sealed record CheckItem(string Name, CheckStatus Status, string Message)
{
    internal const string Settings = "settings";
    internal const string Connection = "connection";
    internal const string Collection = "collection";
    internal const string Index = "index";
    internal const string Privileges = "privileges";
    internal const string History = "history";
    internal const string Ttl = "ttl";
    internal const string Count = "count";
}

/// <summary>How a check went.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>In order.</summary>
    [JsonStringEnumMemberName("SUCCEEDED")]
    Succeeded,

    /// <summary>The export would fail, or would leave something out.</summary>
    [JsonStringEnumMemberName("FAILED")]
    Failed,

    /// <summary>The export can run, but should be looked at.</summary>
    [JsonStringEnumMemberName("WARNING")]
    Warning,

    /// <summary>Not looked at, for a reason that the message tells.</summary>
    [JsonStringEnumMemberName("SKIPPED")]
    Skipped,
}
