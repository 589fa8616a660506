using System.Text;
using FaunaFunctions.App.Invocations;
using FaunaFunctions.Azure.Continuations;
using FaunaFunctions.Core.Configuration;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Fuzzing.Targets;

/// <summary>What users write and hosts post: settings, messages, invocations.</summary>
internal static class FrontTargets
{
    private const string Secret = "fnCanarySecret0123456789";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of("settings", () => [.. SettingsFiles()], Settings),
        FuzzTarget.Of("continuation", () => [.. Messages()], Message),
        new("invocation", () => [.. Invocations()], InvocationAsync),
    ];

    private static IEnumerable<byte[]> SettingsFiles() =>
    [
        File.ReadAllBytes(Recorded.PathOf("exports.sample.json")),
        """
        { // all of it
          "connections": { "main": { "secret": "%FAUNA_SECRET%", "api": "v10", "domain": "db.example", "port": 8443, "scheme": "https" }, "x": { "secret": "fnPlain" } },
          "exports": [
            { "connection": "main", "collection": "orders", "name": "o", "schedule": "0 */5 * * * *", "fullSchedule": "0 0 3 * * 0", "pageSize": 100, "partSize": 1000,
              "additionalColumns": [ { "name": "zip", "path": ["data", "zip"], "type": "string", "required": true } ], "dataColumn": true, "parallelism": 4, "budget": "00:05:00", "compression": "none" },
            { "connection": "main", "collection": "*", "exclude": ["tmp*", "?x"] }
          ],
          "storage": { "folder": "out", "connection": "%STORAGE%", "container": "exports" },
        }
        """u8.ToArray(),
    ];

    private static IEnumerable<byte[]> Messages() =>
    [
        Encoding.UTF8.GetBytes(ContinuationJson.Write(new Continuation("orders", "r1", RunMode.Full))),
        """{"export":"orders","run":"r1"}"""u8.ToArray(),
    ];

    private static IEnumerable<byte[]> Invocations() =>
    [
        """{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-05-01T12:00:00+00:00","Next":"2026-05-01T12:05:00Z"},"IsPastDue":false}},"Metadata":{"sys":{"MethodName":"x"}}}"""u8.ToArray(),
        """{"Data":{"message":"\"{\\\"export\\\":\\\"orders\\\",\\\"run\\\":\\\"r1\\\"}\""},"Metadata":{"DequeueCount":"1"}}"""u8.ToArray(),
        """{"Data":{"message":{"export":"orders","run":"r1"}}}"""u8.ToArray(),
    ];

    private static void Settings(byte[] input)
    {
        try
        {
            var settings = SettingsReader.Read(input, "exports.json", _ => Secret);
            Broken.Unless(settings.Exports.All(export => export is { Name.Length: > 0, Collection.Length: > 0 }), "an export has a name and a collection");
        }
        catch (SettingsInvalid e)
        {
            Broken.Unless(!e.Message.Contains(Secret, StringComparison.Ordinal), "no message holds a secret");
        }
    }

    private static void Message(byte[] input)
    {
        if (ContinuationJson.Read(Encoding.UTF8.GetString(input)) is { } continuation)
        {
            Whole.Require(continuation);
        }
    }

    private static async Task InvocationAsync(byte[] input)
    {
        try
        {
            var data = await InvocationBody.ReadDataAsync(new MemoryStream(input), CancellationToken.None);
            _ = InvocationBody.LastTick(data);
            _ = ContinuationJson.Read(InvocationBody.MessageText(data));
        }
        catch (InvocationInvalid)
        {
            // Not what a host posts.
        }
    }
}
